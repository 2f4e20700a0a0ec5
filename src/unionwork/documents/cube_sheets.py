"""The figures book: a sheet for each indicator, with totals by formula, cells that check them, and charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from unionwork.declare.sequences import listed
from unionwork.documents.paper import Amount

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NO_DATA: Final = "无数据"
AGREES, DISAGREES, ONCE = "一致", "不一致", "不重复计,合计可小于各项之和"
SUM, CHECK = "各项之和", "核对"
# How the parts of a block stand to its total.
EXACT, AT_LEAST, FREE = "exact", "at_least", "free"
_HEAD: Final = 4
_LABELS: Final = 2
_NAME: Final = 31
_UNSAFE: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


@attrs.frozen(kw_only=True)
class Values:
    """A line of a block: a value for each period, None where there is none."""

    label: str
    code: str = ""
    values: tuple[Amount | None, ...] = attrs.field(converter=listed)


@attrs.frozen(kw_only=True)
class CubeBlock:
    """Numbers of one sort below each other.

    Attributes:
        title: what stands above them.
        total: the measured total.
        parts: what it is made of.
        must: "exact" where the parts add up to it, "at_least" where they may make more, "free" where nothing
            has to hold.
    """

    title: str
    total: Values
    parts: tuple[Values, ...] = attrs.field(default=(), converter=listed)
    must: str = EXACT


@attrs.frozen(kw_only=True)
class CubeSheet:
    """One indicator.

    Attributes:
        key: of the indicator; `label` what it is called; `unit` its unit.
        definition: what it means, in words; `source` where the definition comes from.
        periods: what stands above the columns.
        form: how its numbers are shown, as Excel writes it.
        blocks: by organisation first, then the breakdowns.
        share: the numerators and denominators of a share, with what a quotient is multiplied by and the
            decimals that it is rounded to; None for what is no share.
        command: the command that measures it again.
    """

    key: str
    label: str
    unit: str
    definition: str
    source: str = ""
    periods: tuple[str, ...] = attrs.field(converter=listed)
    form: str = "#,##0"
    blocks: tuple[CubeBlock, ...] = attrs.field(converter=listed)
    share: tuple[CubeBlock, CubeBlock, int, int] | None = None
    command: str = ""


@attrs.frozen(kw_only=True)
class CubeBook:
    """The whole book.

    Attributes:
        title: what it is called; `facts` what is known of it as a whole, label and value.
        sheets: in order.
        notes: what does not agree, a line each.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = attrs.field(converter=listed)
    sheets: tuple[CubeSheet, ...] = attrs.field(converter=listed)
    notes: tuple[str, ...] = attrs.field(default=(), converter=listed)


def build_book(made: CubeBook) -> Workbook:
    """The book as a workbook that is not saved yet."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    cover: Any = book.create_sheet("说明")
    names = _names(made.sheets)
    for sheet, name in zip(made.sheets, names, strict=True):
        _SheetWriter(book.create_sheet(name), sheet).write(made.title)
    _write_cover(cover, made, names)
    return book


def _names(sheets: Sequence[CubeSheet]) -> list[str]:
    """A name for each sheet: its label as Excel allows it, no two alike."""
    found: list[str] = []
    taken = {"说明"}
    for sheet in sheets:
        base = sheet.label.translate(_UNSAFE)[:_NAME] or sheet.key[:_NAME]
        name, count = base, 1
        while name.casefold() in taken:
            count += 1
            ending = f"({count})"
            name = base[: _NAME - len(ending)] + ending
        taken.add(name.casefold())
        found.append(name)
    return found


class _SheetWriter:
    """Fills the sheet of one indicator from the top."""

    def __init__(self, page: Any, sheet: CubeSheet) -> None:
        self.page, self.sheet, self.row = page, sheet, _HEAD + 1
        self.columns = [_letter(place + _LABELS + 1) for place in range(len(sheet.periods))]

    def write(self, title: str) -> None:
        """Everything on the sheet."""
        sheet = self.sheet
        _put(self.page, 1, 1, f"{sheet.label}({sheet.unit})" if sheet.unit else sheet.label, bold=True, size=14)
        _put(self.page, 2, 1, sheet.definition)
        for place, text in enumerate(("名称", "编号/代码", *sheet.periods), start=1):
            _put(self.page, _HEAD, place, text, bold=True, align="center", fill=True)
        rows = [self.block(block) for block in sheet.blocks]
        if sheet.share is not None:
            self.share(rows[0][0], *sheet.share)
        total, first, last = rows[0]
        _charts(self.page, sheet, total, first, last)
        self.page.freeze_panes = f"{self.columns[0]}{_HEAD + 1}"
        self.page.column_dimensions["A"].width = _width(sheet)
        self.page.column_dimensions["B"].width = 12
        for column in self.columns:
            self.page.column_dimensions[column].width = 12
        _print(self.page, f"{title} {sheet.label}")

    def block(self, block: CubeBlock) -> tuple[int, int, int]:
        """A block; gives the rows of its total, its first and its last part (0 where it has none)."""
        _put(self.page, self.row, 1, block.title, bold=True)
        self.row += 1
        total = self.line(block.total, bold=True)
        if not block.parts:
            self.row += 1
            return total, 0, 0
        first = self.row
        for part in block.parts:
            self.line(part)
        last = self.row - 1
        if block.must != FREE:
            self.check(total, first, last, block.must)
        self.row += 1
        return total, first, last

    def line(self, line: Values, *, bold: bool = False) -> int:
        """A line of numbers; gives its row."""
        row = self.row
        _put(self.page, row, 1, line.label, bold=bold)
        _put(self.page, row, 2, line.code, bold=bold)
        for place, value in enumerate(line.values, start=_LABELS + 1):
            if value is None:
                _put(self.page, row, place, NO_DATA, align="right")
            else:
                _put(self.page, row, place, value, bold=bold, form=self.sheet.form)
        self.row += 1
        return row

    def check(self, total: int, first: int, last: int, must: str) -> None:
        """The sum of the parts by formula, and whether the measured total agrees with it."""
        _put(self.page, self.row, 1, SUM)
        _put(self.page, self.row + 1, 1, CHECK)
        for place, column in enumerate(self.columns, start=_LABELS + 1):
            whole, parts = f"{column}{total}", f"{column}{first}:{column}{last}"
            made = f"{column}{self.row}"
            _formula(self.page, self.row, place, f"=SUM({parts})", form=self.sheet.form)
            # Money has cents: a difference below half of one is none.
            equal = f"ABS({whole}-{made})<0.005"
            more = f'IF({made}>{whole},"{ONCE}","{DISAGREES}")' if must == AT_LEAST else f'"{DISAGREES}"'
            said = f'=IF(COUNT({whole})=0,"",IF({equal},"{AGREES}",{more}))'
            _formula(self.page, self.row + 1, place, said, align="right")
        self.row += 2

    def share(self, value: int, numerator: CubeBlock, denominator: CubeBlock, factor: int, decimals: int) -> None:
        """The numerators and denominators, and whether their quotient is the measured share."""
        held = self.sheet
        self.sheet = attrs.evolve(held, form="#,##0.##")
        top, *_ = self.block(numerator)
        bottom, *_ = self.block(denominator)
        self.sheet = held
        _put(self.page, self.row, 1, f"{CHECK}:分子 ÷ 分母")
        half = f"{5 * 10 ** -(decimals + 1):.{decimals + 3}f}"
        for place, column in enumerate(self.columns, start=_LABELS + 1):
            parts = f"{column}{top}/{column}{bottom}*{factor}-{column}{value}"
            equal = f'IF(ABS({parts})<={half}+0.0000001,"{AGREES}","{DISAGREES}")'
            _formula(
                self.page, self.row, place, f'=IF(COUNT({column}{value},{column}{bottom})<2,"",{equal})', align="right"
            )
        self.row += 2


def _write_cover(page: Any, made: CubeBook, names: Sequence[str]) -> None:
    """What the book is, where each number comes from, and what does not agree."""
    _put(page, 1, 1, made.title, bold=True, size=14)
    row = 3
    for label, value in made.facts:
        _put(page, row, 1, label, bold=True)
        _put(page, row, 2, value)
        row += 1
    row += 1
    heads = ("工作表", "指标键", "单位", "定义", "依据", "命令", "不一致的核对")
    for place, text in enumerate(heads, start=1):
        _put(page, row, place, text, bold=True, fill=True)
    page.freeze_panes = f"A{row + 1}"
    for sheet, name in zip(made.sheets, names, strict=True):
        row += 1
        texts = (name, sheet.key, sheet.unit, sheet.definition, sheet.source, sheet.command)
        for place, text in enumerate(texts, start=1):
            _put(page, row, place, text)
        page.cell(row, 1).hyperlink = f"#'{name}'!A1"
        last = _letter(_LABELS + max(len(sheet.periods), 1))
        _formula(page, row, len(heads), f"=COUNTIF('{name}'!{_letter(_LABELS + 1)}:{last},\"{DISAGREES}\")")
    row += 2
    for note in made.notes:
        _put(page, row, 1, note)
        row += 1
    for column, width in zip("ABCDEFG", (22, 26, 8, 50, 24, 60, 14), strict=True):
        page.column_dimensions[column].width = width
    _print(page, made.title)


def _put(
    page: Any, row: int, column: int, value: str | Amount, *, bold: bool = False, size: int = 11, align: str = "",
    fill: bool = False, form: str = "",
) -> None:  # fmt: skip
    """A cell; a text stays a text whatever it begins with."""
    from openpyxl.styles import Alignment, Font, PatternFill

    if value == "":
        return
    cell = page.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if form:
        cell.number_format = form
    if bold or size != 11:
        cell.font = Font(bold=bold, size=size)
    if align:
        cell.alignment = Alignment(horizontal=align)
    if fill:
        cell.fill = PatternFill("solid", fgColor="DDE6F0")


def _formula(page: Any, row: int, column: int, text: str, *, form: str = "", align: str = "") -> None:
    from openpyxl.styles import Alignment

    cell = page.cell(row, column, text)
    if form:
        cell.number_format = form
    if align:
        cell.alignment = Alignment(horizontal=align)


def _charts(page: Worksheet, sheet: CubeSheet, total: int, first: int, last: int) -> None:
    """The course of the total over the periods, and the parts beside each other in the last of them."""
    from openpyxl.chart import BarChart, LineChart, Reference, Series

    periods, beside = len(sheet.periods), _letter(_LABELS + len(sheet.periods) + 2)
    title = f"{sheet.label}({sheet.unit})" if sheet.unit else sheet.label
    right = _LABELS + periods
    # Below the lines that are printed again on every page, or the charts would be too.
    top = _HEAD + 1
    if periods > 1:
        line = LineChart()
        line.title = f"{title} {sheet.periods[0]} 至 {sheet.periods[-1]}"
        values = Reference(page, min_col=_LABELS + 1, max_col=right, min_row=total)
        course = Series(values, title=sheet.blocks[0].total.label)
        course.smooth = False
        line.append(course)
        line.set_categories(Reference(page, min_col=_LABELS + 1, max_col=right, min_row=_HEAD))
        _place(page, line, f"{beside}{top}")
        top += 17
    if last > first and any(part.values[-1] for part in sheet.blocks[0].parts):
        bar = BarChart()
        bar.type, bar.gapWidth = "bar", 50
        bar.x_axis.scaling.orientation = "maxMin"
        bar.title = f"{title} {sheet.periods[-1]}"
        bar.append(Series(Reference(page, min_col=right, min_row=first, max_row=last), title=sheet.periods[-1]))
        bar.set_categories(Reference(page, min_col=1, min_row=first, max_row=last))
        _place(page, bar, f"{beside}{top}", lines=last - first + 1)


def _place(page: Worksheet, chart: Any, anchor: str, lines: int = 0) -> None:
    """Put a chart on the sheet, as high as its lines need (in cm)."""
    chart.legend = None
    chart.height, chart.width = max(8.0, min(3 + 0.5 * lines, 60.0)), 18
    # Newer versions of Excel hide an axis that does not say that it is there.
    chart.x_axis.delete = chart.y_axis.delete = False
    page.add_chart(chart, anchor)


def _print(page: Any, title: str) -> None:
    """A4 across, as wide as the paper, heading lines again on each page, numbered."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_title_rows = f"1:{_HEAD}"
    page.oddHeader.center.text = title.replace("&", "&&")
    page.oddFooter.center.text = "第 &P 页,共 &N 页"


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _width(sheet: CubeSheet) -> int:
    """Wide enough for the longest label; Chinese characters are two wide."""
    labels = [line.label for block in sheet.blocks for line in (block.total, *block.parts)]
    return min(max((2 * len(label) for label in labels), default=10) + 2, 40)
