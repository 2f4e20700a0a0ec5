"""Templates: an empty sheet of a roll, with drop-down lists and an explanation of every column.

Stable: `write_template`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import attrs

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.fields import Field, Shape
from unionwork.declare.rolls import Roll
from unionwork.declare.vocabularies import Vocabulary

_LAST_ROW: Final = 20_000
_LONGEST_LIST: Final = 250
_GUIDE, _CHOICES = "填写说明", "填写选项"
_TEXT_FORMATS: Final = frozenset(
    {Shape.TEXT, Shape.REF, Shape.ID_NUMBER, Shape.CREDIT_CODE, Shape.PHONE, Shape.MONTH, Shape.CODE}
)
_HOW: Final = {
    Shape.TEXT: "文字",
    Shape.CODE: "从下拉列表中选",
    Shape.DECIDED: "从下拉列表中选",
    Shape.DAY: "日期,如 2009-06-30",
    Shape.MONTH: "月份,如 2015-01(文本)",
    Shape.INTEGER: "整数",
    Shape.QUANTITY: "数字",
    Shape.MONEY: "金额,最多两位小数",
    Shape.FLAG: "是 或 否",
    Shape.ID_NUMBER: "18 位身份证号(文本格式,末位可为 X)",
    Shape.CREDIT_CODE: "18 位统一社会信用代码(文本格式)",
    Shape.PHONE: "电话号码(文本格式)",
    Shape.REF: "对应记录的编号",
}


@attrs.frozen(kw_only=True)
class _Entry:
    """One column of the template.

    Attributes:
        header: what is printed.
        field: what it fills; None for the organisation and for numbers.
        is_wanted: whether it must be filled in.
        help: what the explanation says of it.
    """

    header: str
    field: Field | None
    is_wanted: bool
    help: str


def write_template(target: Path | str | BinaryIO, roll: Roll, catalogue: Catalogue, region: str = "") -> None:
    """Writes an .xlsx with the headers of a roll, to be filled in and imported.

    Coded columns have drop-down lists with the words of the region; ID numbers, credit codes and telephone
    numbers are formatted as text; a second sheet explains every column.

    Raises:
        SheetError: the file cannot be written.
        UnknownNameError: a vocabulary or the region does not exist.
    """
    from openpyxl import Workbook

    from unionwork.exchange.archives import save_workbook, target_stream
    from unionwork.exchange.writing import sheet_title

    entries = list(_entries(roll))
    book = Workbook()
    sheet: Any = book.active
    sheet.title = sheet_title(roll.label)
    _write_headers(sheet, entries)
    guide: Any = book.create_sheet(_GUIDE)
    choices: Any = book.create_sheet(_CHOICES)
    choices.sheet_state = "hidden"
    words = [_choices(entry, catalogue, region) for entry in entries]
    for place, (entry, vocabulary) in enumerate(zip(entries, words, strict=True), start=1):
        if vocabulary is not None or (entry.field and entry.field.shape is Shape.FLAG):
            _add_list(sheet, choices, place, vocabulary)
    _write_guide(guide, roll, entries, words)
    with target_stream(target) as stream:
        save_workbook(book, stream)


def _entries(roll: Roll) -> Iterator[_Entry]:
    """The columns of a roll, each header once, the organisation first."""
    seen: set[str] = set()
    for names in roll.org:
        if names[0] not in seen:
            seen.add(names[0])
            yield _Entry(header=names[0], field=None, is_wanted=False, help="组织名称,须与组织树里的名称一致")
    for fill in roll.fills:
        given = {*fill.fixed, *fill.presumed}
        for key, names in fill.headers().items():
            if names[0] in seen:
                continue
            seen.add(names[0])
            field = None if key == "number" else fill.kind.field(key)
            must = key in fill.key or (field is not None and field.required and not field.derived_from)
            yield _Entry(
                header=names[0],
                field=field,
                is_wanted=must and key not in given and not fill.when,
                help=field.help if field else f"{fill.kind.label}的编号,不能重复",
            )


def _write_headers(sheet: Any, entries: list[_Entry]) -> None:
    from openpyxl.styles import Font, PatternFill

    from unionwork.exchange.writing import column_name, column_widths

    headers = [_printed(entry) for entry in entries]
    sheet.append(headers)
    sheet.freeze_panes = "A2"
    for place, (entry, width) in enumerate(zip(entries, column_widths(headers, []), strict=True), start=1):
        cell = sheet.cell(row=1, column=place)
        cell.data_type = "s"
        cell.font = Font(bold=True)
        if entry.is_wanted:
            cell.fill = PatternFill("solid", fgColor="FFFFF2CC")
        column = sheet.column_dimensions[column_name(place)]
        column.width = max(width, 20.0 if entry.field and entry.field.shape is Shape.ID_NUMBER else 12.0)
        column.number_format = _number_format(entry.field)


def _printed(entry: _Entry) -> str:
    unit = "(元)" if entry.field and entry.field.shape is Shape.MONEY and "元" not in entry.header else ""
    return f"{entry.header}{unit}{'*' if entry.is_wanted else ''}"


def _number_format(field: Field | None) -> str:
    if field is None or field.shape in _TEXT_FORMATS:
        return "@"
    if field.shape is Shape.DAY:
        return "yyyy-mm-dd"
    if field.shape is Shape.MONEY:
        return "0.00"
    return "0." + "0" * field.decimals if field.shape is Shape.QUANTITY and field.decimals else "General"


def _choices(entry: _Entry, catalogue: Catalogue, region: str) -> Vocabulary | None:
    field = entry.field
    if field is None or not field.vocabulary or field.shape not in (Shape.CODE, Shape.DECIDED):
        return None
    vocabulary = catalogue.vocabulary(field.vocabulary, region)
    return vocabulary if vocabulary.terms else None


def _add_list(sheet: Any, choices: Any, place: int, vocabulary: Vocabulary | None) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    from unionwork.exchange.writing import column_name

    labels = [entry.label for entry in vocabulary.terms] if vocabulary else ["是", "否"]
    joined = ",".join(labels)
    if len(joined) <= _LONGEST_LIST and not any(sign in label for label in labels for sign in ',"'):
        formula = f'"{joined}"'
    else:
        # Excel takes at most 255 signs in the rule itself.
        for row, label in enumerate(labels, start=1):
            choices.cell(row=row, column=place, value=label).data_type = "s"
        letters = column_name(place)
        formula = f"{_CHOICES}!${letters}$1:${letters}${len(labels)}"
    rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
    rule.errorStyle = "warning" if vocabulary and vocabulary.open else "stop"
    rule.errorTitle, rule.error = "不在列表里", "请从下拉列表中选一个"
    rule.add(f"{column_name(place)}2:{column_name(place)}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def _write_guide(guide: Any, roll: Roll, entries: list[_Entry], words: list[Vocabulary | None]) -> None:
    from openpyxl.styles import Alignment, Font

    guide.append(["列名", "必填", "怎样填", "说明"])
    for entry, vocabulary in zip(entries, words, strict=True):
        how = _HOW[entry.field.shape] if entry.field else "文字"
        if entry.field and entry.field.unit and entry.field.shape is not Shape.FLAG:
            how = f"{how},单位:{entry.field.unit}"
        labels = "、".join(term.label for term in vocabulary.terms[:40]) if vocabulary else ""
        told = ";".join(part for part in (entry.help, f"可填:{labels}" if labels else "") if part)
        guide.append([entry.header, "是" if entry.is_wanted else "", how, told])
    guide.append([])
    guide.append([f"{roll.label}:空着的格不改动已有的值;填“清空”会清除已有的值;表头可以调换顺序,不要改名。"])
    for cell in guide[1]:
        cell.font = Font(bold=True)
    for letters, width in (("A", 22), ("B", 6), ("C", 36), ("D", 60)):
        guide.column_dimensions[letters].width = width
    for row in guide.iter_rows(min_row=2, max_row=len(entries) + 1):
        row[3].alignment = Alignment(wrap_text=True, vertical="top")
