"""Charts of a .docx: drawn by the office program itself, with their numbers inside, open to be changed there."""

from __future__ import annotations

import io
from typing import Final

from unionwork.documents.charts import heading_of
from unionwork.documents.official import BODY_FONT, HEI_FONT
from unionwork.documents.paper import Amount, Diagram, Series
from unionwork.documents.sources import number_text
from unionwork.documents.svg import COLOURS
from unionwork.documents.texts import xml_text
from unionwork.exchange.archives import new_sheet, save_workbook
from unionwork.exchange.writing import TypedCells, column_name

CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"
_SHEET: Final = "Sheet1"
# 150 x 75 mm in 1/36000 mm.
_SIZE: Final = (150 * 36000, 75 * 36000)


def chart_xml(diagram: Diagram, book_id: str, lang: str = "zh") -> bytes:
    """The chart part: a bar or line chart whose numbers are kept in it; `book_id` leads to its small workbook."""
    count = len(diagram.categories)
    bar = diagram.form == "bar"
    series = "".join(_series(diagram, place, count) for place in range(len(diagram.series)))
    kind = (
        f'<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="60"/><c:axId val="111"/><c:axId val="112"/></c:barChart>'
        if bar
        else f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        '<c:axId val="111"/><c:axId val="112"/></c:lineChart>'
    )
    legend = (
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text_props(1000)}</c:legend>'
        if len(diagram.series) > 1
        else ""
    )
    heading = heading_of(diagram, lang)
    title = (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="0"/></a:pPr><a:r>'
        f'<a:rPr lang="zh-CN" sz="1200" b="0">{_faces(HEI_FONT)}</a:rPr><a:t>{xml_text(heading)}</a:t>'
        f"</a:r></a:p></c:rich>"
        '</c:tx><c:overlay val="0"/></c:title>'
        if heading
        else ""
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{_DRAWING}/chart" xmlns:a="{_DRAWING}/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<c:roundedCorners val="0"/><c:chart>{title}<c:autoTitleDeleted val="{0 if title else 1}"/>'
        f"<c:plotArea><c:layout/>{kind}{_axes()}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_text_props(1000)}<c:externalData r:id="{book_id}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )
    return text.encode("utf-8")


def chart_book(diagram: Diagram) -> bytes:
    """The workbook behind a chart: categories down, series across."""
    stream = io.BytesIO()
    with new_sheet(_SHEET) as (book, sheet):
        cells = TypedCells(sheet)
        lines: list[list[Amount | str | None]] = [["", *(series.label for series in diagram.series)]]
        for place, name in enumerate(diagram.categories):
            values = [series.values[place] if place < len(series.values) else None for series in diagram.series]
            lines.append([name, *values])
        for line in lines:
            sheet.append([cells.cell(place, value) for place, value in enumerate(line)])
        save_workbook(book, stream)
    return stream.getvalue()


def inline_chart(relation: str, place: int, title: str) -> str:
    """The run that shows a chart part within the text."""
    wide, high = _SIZE
    return (
        f"<w:r><w:drawing>"
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{place}" name="chart {place}" descr="{xml_text(title)}"/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/chart">'
        f'<c:chart xmlns:c="{_DRAWING}/chart" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def _series(diagram: Diagram, place: int, count: int) -> str:
    series, column = diagram.series[place], column_name(place + 2)
    colour = COLOURS[place % len(COLOURS)]
    solid = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    if diagram.form == "bar":
        look = f'<c:spPr>{solid}</c:spPr><c:invertIfNegative val="0"/>'
    else:
        look = (
            f'<c:spPr><a:ln w="25400">{solid}</a:ln></c:spPr><c:marker><c:symbol val="circle"/><c:size val="6"/>'
            f"<c:spPr>{solid}</c:spPr></c:marker>"
        )
    names = "".join(
        f'<c:pt idx="{spot}"><c:v>{xml_text(name)}</c:v></c:pt>' for spot, name in enumerate(diagram.categories)
    )
    smooth = "" if diagram.form == "bar" else '<c:smooth val="0"/>'
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:strRef><c:f>{_SHEET}!${column}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{xml_text(series.label)}</c:v></c:pt>'
        f"</c:strCache></c:strRef></c:tx>"
        f"{look}{_labels(series)}<c:cat><c:strRef><c:f>{_SHEET}!$A$2:$A${count + 1}</c:f><c:strCache>"
        f'<c:ptCount val="{count}"/>{names}</c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>{_SHEET}!${column}$2:${column}${count + 1}</c:f><c:numCache>"
        f'<c:formatCode>{_format(series)}</c:formatCode><c:ptCount val="{count}"/>{_points(series, count)}</c:numCache>'
        f"</c:numRef></c:val>{smooth}</c:ser>"
    )


def _labels(series: Series) -> str:
    return (
        f'<c:dLbls><c:numFmt formatCode="{_format(series)}" sourceLinked="0"/><c:spPr><a:noFill/>'
        f"</c:spPr>{_text_props(900)}"
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def _points(series: Series, count: int) -> str:
    return "".join(
        f'<c:pt idx="{spot}"><c:v>{number_text(value)}</c:v></c:pt>'
        for spot, value in enumerate(series.values[:count])
        if value is not None
    )


def _format(series: Series) -> str:
    exponents = [getattr(value, "as_tuple", lambda: None)() for value in series.values if value is not None]
    decimals = max((-held.exponent for held in exponents if held is not None and held.exponent < 0), default=0)
    return "0" + ("." + "0" * decimals if decimals else "")


def _axes() -> str:
    line = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="808080"/></a:solidFill></a:ln></c:spPr>'
    light = (
        '<c:majorGridlines><c:spPr><a:ln w="3175"><a:solidFill><a:srgbClr val="D0D0D0"/>'
        "</a:solidFill></a:ln></c:spPr></c:majorGridlines>"
    )
    return (
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/>{line}{_text_props(1000)}<c:crossAx val="112"/></c:catAx>'
        '<c:valAx><c:axId val="112"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/>{light}<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{line}{_text_props(1000)}<c:crossAx val="111"/></c:valAx>'
    )


def _text_props(size: int) -> str:
    return (
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>"
        f'<a:defRPr sz="{size}" b="0">{_faces(BODY_FONT)}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _faces(font: str) -> str:
    return f'<a:latin typeface="{font}"/><a:ea typeface="{font}"/>'
