"""Rows that are no records: blank ones, totals, foot notes, and headers printed again on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from unionwork.declare.vocabularies import fold
from unionwork.exchange.grids import Cell, CellProblem
from unionwork.exchange.headings import header_text
from unionwork.exchange.layouts import Layout

_TOTAL: Final = re.compile(r"(?:[^\d]{0,6})?(?:合计|总计|小计|共计|累计)(?:[::].*|\(.*|\d.*)?")
_FOOT: Final = re.compile(
    r"(?:单位|统计|填报|部门)?(?:负责人|填表人|制表人|制表|审核人|审核|复核人|复核|经办人|填报人|填报单位|主要领导|分管领导)"
    r"(?:\(.*?\))?:.*"
    r"|(?:填表|填报|制表|报出)(?:日期|时间):.*"
    r"|(?:备注|注|注释|说明|填表说明|填报说明)\d*[:、].*"
)
_FOOT_WORDS: Final = frozenset({"单位负责人", "填表人", "制表人", "统计负责人", "审核人", "填报人", "填表说明"})
_COLUMN_NUMBERS: Final = frozenset("甲乙丙丁戊己庚辛") | {str(number) for number in range(200)}


class Skipper:
    """Tells the rows of one sheet that are no records."""

    def __init__(self, layout: Layout) -> None:
        ignored = {column.index for column in layout.ignored}
        self._read = [column.index for column in layout.columns if column.index not in ignored]
        self._matched = sorted(layout.matched)
        self._headers = {column.index: fold(column.header) for column in layout.columns}
        self._ignored = ignored
        self._has_ascii = bool(self._matched) and self._headers[self._matched[0]][:1].isascii()
        self._above = layout.above
        self._is_first = True

    def is_no_record(self, cells: Sequence[Cell]) -> bool:
        """Whether a row holds no record; a row that is only numbered beforehand counts as blank."""
        leading = self._leading(cells)
        if not leading:
            return True
        is_first, self._is_first = self._is_first, False
        first = leading[0]
        if first.__class__ is str:
            if self._is_total(leading) or self._is_foot(first) or self._is_header(cells):
                return True
            if self._above and tuple(text for cell in cells if (text := header_text(cell))) in self._above:
                return True
        return is_first and (self._numbers_columns(cells) or self._is_lower_header(cells))

    def _leading(self, cells: Sequence[Cell]) -> list[Cell]:
        """The first two filled cells among those that are read."""
        found: list[Cell] = []
        for place, cell in enumerate(cells):
            if cell is None or cell == "" or place in self._ignored:
                continue
            if cell.__class__ is str and not cell.strip():
                continue
            found.append(cell)
            if len(found) == 2:
                break
        if not found:
            return found
        # 合计 often stands in the column of running numbers.
        for place in self._ignored:
            if place < len(cells) and isinstance(cells[place], str) and "计" in str(cells[place]):
                return [cells[place], *found]
        return found

    def _is_total(self, leading: Sequence[Cell]) -> bool:
        return any(
            isinstance(cell, str) and "计" in cell and _TOTAL.fullmatch(fold(cell)) is not None for cell in leading
        )

    def _is_foot(self, first: str) -> bool:
        if ":" in first or "\uff1a" in first or "、" in first:
            return _FOOT.fullmatch(fold(first)) is not None
        return fold(first) in _FOOT_WORDS if "人" in first or "说" in first else False

    def _is_header(self, cells: Sequence[Cell]) -> bool:
        first = cells[self._matched[0]] if self._matched and self._matched[0] < len(cells) else None
        if first.__class__ is str and first[:1].isascii() and not first[:1].isspace() and not self._has_ascii:
            # A number or code where the header has a Chinese word: the common row, told by its first sign.
            return False
        same = 0
        for seen, place in enumerate(self._matched, start=1):
            cell = cells[place] if place < len(cells) else None
            if cell.__class__ is str and fold(cell) == self._headers[place]:
                same += 1
            elif seen >= 2 and same == 0:
                return False
        return same * 2 > len(self._matched)

    def _numbers_columns(self, cells: Sequence[Cell]) -> bool:
        """Whether it is the row 甲 乙 1 2 3 that statistical tables print below the header."""
        texts = [header_text(cell) for cell in cells if not isinstance(cell, CellProblem)]
        filled = [text for text in texts if text]
        numbers = [int(text) for text in filled if text.isascii() and text.isdigit() and len(text) < 4]
        return (
            len(filled) >= 3
            and all(text in _COLUMN_NUMBERS for text in filled)
            and numbers == list(range(numbers[0], numbers[0] + len(numbers)) if numbers else ())
            and len(numbers) >= 2
            and len(filled) * 2 > len(self._matched)
        )

    def _is_lower_header(self, cells: Sequence[Cell]) -> bool:
        """Whether nothing but columns that nobody declared is filled, right below the header."""
        return not any(
            place < len(cells) and cells[place] is not None and str(cells[place]).strip() for place in self._matched
        )
