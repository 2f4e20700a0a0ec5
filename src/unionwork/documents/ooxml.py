"""Pieces of WordprocessingML: paragraphs, runs, tables and sections as XML text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from unionwork.documents.official import (
    CHARACTER,
    LANDSCAPE_MARGINS,
    LINE_PITCH,
    MARGINS,
    PAGE,
    characters_of,
)
from unionwork.documents.paper import Cell, Grid, Run
from unionwork.documents.texts import xml_text

# 7 mm below the type area: that is where the page number begins.
_FOOT: Final = 1304
# By points of a table's text: how many characters stand across a page, upright and on its side.
_UPRIGHT: Final = (PAGE[0] - MARGINS[1] - MARGINS[3]) / 20
_LYING: Final = (PAGE[1] - LANDSCAPE_MARGINS[1] - LANDSCAPE_MARGINS[3]) / 20
_CELL_SIDES: Final = 7.0
_CODE: Final = 16
_WIDER: Final = 1.4


def run(text: str, *, bold: bool = False, props: str = "") -> str:
    """A run; its line breaks and tabs are real ones."""
    if not text:
        return ""
    inner = "<w:b/><w:bCs/>" * bold + props
    lead = f"<w:rPr>{inner}</w:rPr>" if inner else ""
    pieces = []
    for count, line in enumerate(xml_text(text).split("\n")):
        pieces.append("<w:br/>" * (count > 0))
        pieces.append(
            "<w:tab/>".join(f'<w:t xml:space="preserve">{part}</w:t>' if part else "" for part in line.split("\t"))
        )
    return f"<w:r>{lead}{''.join(pieces)}</w:r>"


def runs(given: Sequence[Run], *, bold: bool = False) -> str:
    """The runs of a paragraph; in a .docx a number stands without any mark."""
    return "".join(run(piece.text, bold=piece.bold or bold) for piece in given)


def paragraph(style: str, content: str, *, props: str = "") -> str:
    """A paragraph of a style; `props` are further properties in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{props}</w:pPr>{content}</w:p>'


def indent(*, left: float = 0, right: float = 0) -> str:
    """Indents in characters."""
    parts = ""
    if left:
        parts += f' w:leftChars="{round(left * 100)}" w:left="{round(left * CHARACTER)}"'
    if right:
        parts += f' w:rightChars="{round(right * 100)}" w:right="{round(right * CHARACTER)}"'
    return f'<w:ind{parts} w:firstLineChars="0" w:firstLine="0"/>' if parts else ""


def width_between(*, landscape: bool) -> int:
    """The width of the type area in twips."""
    return round((_LYING if landscape else _UPRIGHT) * 20)


def section(*, landscape: bool = False, framed: bool = False, restart: bool = False, last: bool = False) -> str:
    """A section that ends here: A4 upright or on its side, 22 lines of 28 characters; `last` is the paper's own."""
    width, height = (PAGE[1], PAGE[0]) if landscape else PAGE
    top, right, bottom, left = LANDSCAPE_MARGINS if landscape else MARGINS
    lying = ' w:orient="landscape"' if landscape else ""
    side = '<w:{0} w:val="single" w:sz="12" w:space="12" w:color="000000"/>'
    frame = "".join(side.format(name) for name in ("top", "left", "bottom", "right"))
    inner = (
        '<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{lying}/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" '
        f'w:left="{left}" w:header="851" w:footer="{min(_FOOT, bottom - 500)}" w:gutter="0"/>'
        + (f'<w:pgBorders w:offsetFrom="text">{frame}</w:pgBorders>' if framed else "")
        + ('<w:pgNumType w:start="1"/>' if restart else "")
        + f'<w:docGrid w:type="lines" w:linePitch="{LINE_PITCH}"/>'
    )
    made = f"<w:sectPr>{inner}</w:sectPr>"
    # The paragraph that carries it is a point high, or it would begin a page of its own behind a full one.
    thin = '<w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/>'
    return made if last else f'<w:p><w:pPr><w:pStyle w:val="Note"/>{thin}{made}</w:pPr></w:p>'


def shares_of(grid: Grid) -> list[float]:
    """How many characters each column gets: as the grid shares them out, and no number over two lines."""
    needs = _needs(grid)
    if len(grid.widths) != len(needs) or any(width <= 0 for width in grid.widths):
        return needs
    scale = sum(needs) / sum(grid.widths)
    unbroken = _needs(grid, whole=True)
    return [max(width * scale, need) for width, need in zip(grid.widths, unbroken, strict=True)]


def _needs(grid: Grid, *, whole: bool = False) -> list[float]:
    """How many characters the texts of each column take; with `whole` only those that no line may part."""
    count = max((sum(max(cell.columns, 1) for cell in line) for line in (*grid.head, *grid.body)), default=0)
    needs = [2.0] * count
    for line in (*grid.head, *grid.body):
        place = 0
        for cell in line:
            span = max(cell.columns, 1)
            if span == 1 and (not whole or _is_whole(cell.text)):
                longest = max((_room_of(part) for part in cell.text.split("\n")), default=0)
                needs[place] = max(needs[place], min(longest + cell.indent, 16))
            place += span
    return needs


def _is_whole(text: str) -> bool:
    """Whether a text is a number, a day or a short code."""
    return text.isascii() and len(text) <= _CODE and " " not in text


def _room_of(text: str) -> float:
    """How many characters a text takes; the digits of many fonts are wider than half of one."""
    return characters_of(text) * (_WIDER if _is_whole(text) else 1)


def is_wide(grid: Grid) -> bool:
    """Whether a table is laid on its side: upright, its text would have to be smaller than 9 points."""
    shares = shares_of(grid)
    return sum(shares) * 9 + len(shares) * _CELL_SIDES > _UPRIGHT


def points_of(grid: Grid, *, landscape: bool) -> float:
    """The size of a table's text: 12 points where it fits, never below 8."""
    shares = shares_of(grid)
    room = (_LYING if landscape else _UPRIGHT) - len(shares) * _CELL_SIDES
    fitting = room / max(sum(shares), 1)
    return next((points for points in (12.0, 10.5, 9.0) if points <= fitting), 8.0)


def table(grid: Grid, *, landscape: bool = False, points: float = 0, fill: bool = True) -> str:
    """A table over the whole width, with lines; its heading lines are repeated on each page."""
    shares, whole = shares_of(grid), width_between(landscape=landscape)
    if not shares:
        return ""
    size = points or points_of(grid, landscape=landscape)
    widths = _widths(grid, shares, size, whole, fill=fill)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    edges = "".join(
        f'<w:{name} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for name in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    lines = [_line(line, widths, size, head=True) for line in grid.head]
    lines += [_line(line, widths, size, head=False) for line in grid.body]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(lines)}</w:tbl>'
    )


def _widths(grid: Grid, shares: Sequence[float], points: float, whole: int, *, fill: bool) -> list[int]:
    """The columns in twips: each its characters and its sides, and of what is left a share."""
    wanted = [(share * points + _CELL_SIDES) * 20 for share in shares]
    kept = [(need * points + _CELL_SIDES) * 20 for need in _needs(grid, whole=True)]
    spare, asked = whole - sum(kept), sum(wanted) - sum(kept)
    if sum(wanted) > whole and spare > 0 and asked > 0:
        # What must not be parted keeps its width; the other texts go over more lines.
        wanted = [need + (want - need) * spare / asked for want, need in zip(wanted, kept, strict=True)]
    factor = whole / sum(wanted) if fill or sum(wanted) > whole else 1.0
    return [round(want * factor) for want in wanted]


def _line(line: Sequence[Cell], widths: Sequence[int], points: float, *, head: bool) -> str:
    cells, place = [], 0
    for cell in line:
        span = min(max(cell.columns, 1), len(widths) - place)
        if span < 1:
            break
        cells.append(_cell(cell, sum(widths[place : place + span]), span, points, head=head))
        place += span
    # A line that is too short is filled up, or Word would not open the file.
    cells += [_cell(Cell(), width, 1, points, head=head) for width in widths[place:]]
    high = round(points * 20 * 1.75)
    told = f'<w:cantSplit/><w:trHeight w:val="{high}" w:hRule="atLeast"/>' + "<w:tblHeader/>" * head
    return f"<w:tr><w:trPr>{told}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(cell: Cell, width: int, span: int, points: float, *, head: bool) -> str:
    size = f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'
    inset = round(cell.indent * points * 20)
    align = "center" if head and cell.align == "left" else cell.align
    props = (f'<w:ind w:left="{inset}"/>' if inset else "") + f'<w:jc w:val="{align}"/>'
    content = "".join(run(piece.text, bold=piece.bold or cell.bold, props=size) for piece in cell.runs)
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph('CellHead' if head else 'Cell', content, props=props)}</w:tc>"
    )


def page_number(*, even: bool) -> str:
    """The paragraph of a page number between two dashes, at the outer edge, one character in."""
    # The standard sets a dash of one character before and behind the number.
    dash = "\u2014"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    )
    field += (
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r>'
        '<w:fldChar w:fldCharType="end"/></w:r>'
    )
    props = indent(left=1) + '<w:jc w:val="left"/>' if even else indent(right=1) + '<w:jc w:val="right"/>'
    return paragraph("Footer", f"{run(f'{dash} ')}{field}{run(f' {dash}')}", props=props)


def parse_block(parts: Sequence[str]) -> list[Any]:
    """Pieces of XML text as elements that python-docx knows."""
    from docx.oxml.parser import parse_xml

    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    return list(parse_xml(f"<w:body {names}>{''.join(parts)}</w:body>".encode()))
