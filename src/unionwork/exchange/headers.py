"""Headers: find the header of a sheet and recognise the roll that it carries.

Stable: `recognise`, `recognise_book`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

import attrs

from unionwork.declare.fields import Shape
from unionwork.declare.rolls import Fill, Roll
from unionwork.errors import SheetError
from unionwork.exchange.grids import Book, Sheet
from unionwork.exchange.headings import Heading, header_text, heading, is_unit_line, noted_factor, plain_name
from unionwork.exchange.layouts import Column, Layout

# A header lies within the first rows; a cover text longer than this is no sheet of a roll.
_SEARCHED: Final = 40
_MOST_LINES: Final = 3
_Lines = Sequence[tuple[int, list[str]]]


@attrs.frozen(kw_only=True, eq=False)
class _Match:
    """A roll laid over a possible header.

    Attributes:
        rows: where the lines of the header stand among the lines that were looked at.
        missing: fields that are wanted and not found, as the roll calls them.
        depths: place of a column to which of its heading's names was matched.
    """

    roll: Roll
    rows: tuple[int, ...]
    headings: Mapping[int, Heading]
    fills: tuple[dict[str, int], ...]
    org: tuple[int, ...]
    missing: tuple[str, ...]
    depths: Mapping[int, int]

    @property
    def used(self) -> set[int]:
        """The places of the columns that are matched."""
        return {place for fill in self.fills for place in fill.values()} | set(self.org)

    @property
    def rank(self) -> tuple[bool, int, int, int, int, str]:
        """The best match has the least rank: complete, most matched, fewest unmatched, fewest lines."""
        unmatched = sum(1 for place, entry in self.headings.items() if place not in self.used and not entry.is_ignored)
        return bool(self.missing), -len(self.used), unmatched, len(self.rows), self.rows[0], self.roll.key


def recognise_book(
    book: Book, rolls: Sequence[Roll], roll: Roll | None = None
) -> tuple[list[tuple[Sheet, Layout]], list[str]]:
    """Every sheet of a book that carries a roll with its layout, and a note for each sheet that does not.

    Raises:
        SheetError: no sheet carries one; the message is that of the first sheet.
    """
    found: list[tuple[Sheet, Layout]] = []
    notes: list[str] = []
    errors: list[SheetError] = []
    for sheet in book.sheets:
        try:
            found.append((sheet, recognise(sheet, rolls, roll)))
        except SheetError as error:
            errors.append(error)
            notes.append(f"没有读取工作表「{sheet.name}」:{error.message}")
    if not found:
        raise errors[0]
    return found, notes


def recognise(sheet: Sheet, rolls: Sequence[Roll], roll: Roll | None = None) -> Layout:
    """The layout of a sheet; with `roll` the sheet is read as that roll, else the fitting one is chosen.

    Raises:
        SheetError: no roll fits; names the nearest one and the columns it misses.
    """
    lines = [
        (number, [header_text(cell) for cell in cells]) for number, cells in itertools.islice(sheet.rows(), _SEARCHED)
    ]
    if not any(any(line) for _, line in lines):
        raise SheetError(f"{sheet.book} 的工作表「{sheet.name}」前 {_SEARCHED} 行是空的,找不到表头;请把表头放在最前面")
    wanted = [roll] if roll is not None else list(rolls)
    best = min(_matches(lines, wanted), key=lambda match: match.rank, default=None)
    if best is None or best.missing or not best.used:
        raise _not_recognised(sheet, lines, wanted, best, roll)
    return _layout(sheet, lines, _with_units(lines, best))


def _with_units(lines: _Lines, match: _Match) -> _Match:
    """The match with the line below its header, where that line only says units."""
    below = match.rows[-1] + 1
    if below >= len(lines) or not is_unit_line(lines[below][1]):
        return match
    rows = (*match.rows, below)
    return _match(match.roll, rows, _headings([lines[row][1] for row in rows]))


def _matches(lines: _Lines, rolls: Sequence[Roll]) -> Iterator[_Match]:
    filled = [place for place, (_, line) in enumerate(lines) if any(line)]
    for start, place in enumerate(filled):
        for count in range(1, _MOST_LINES + 1):
            rows = tuple(filled[start : start + count])
            if len(rows) < count or rows[-1] - place >= count:
                break
            headings = _headings([lines[row][1] for row in rows])
            for roll in rolls:
                yield _match(roll, rows, headings)


def _headings(lines: Sequence[list[str]]) -> dict[int, Heading]:
    """The heading of each column; a group's heading stands over the columns to its right too."""
    width = max(map(len, lines))
    spread = [[*line, *[""] * (width - len(line))] for line in lines]
    for upper, lower in itertools.pairwise(spread):
        for place in range(1, width):
            if not upper[place] and lower[place]:
                upper[place] = upper[place - 1]
    found: dict[int, Heading] = {}
    for place in range(width):
        texts = [line[place] for line in spread]
        if any(texts):
            found[place] = heading(texts)
    return found


def _match(roll: Roll, rows: tuple[int, ...], headings: Mapping[int, Heading]) -> _Match:
    fills: list[dict[str, int]] = []
    missing: list[str] = []
    depths: dict[int, int] = {}
    for fill in roll.fills:
        found = _columns_of(fill, headings, depths)
        lacking = [key for key in _wanted(fill) if key not in found]
        if lacking and fill.when:
            found = {}
        else:
            missing.extend(_label(fill, key) for key in lacking)
        fills.append(found)
    org = tuple(place for names in roll.org if (place := _first(names, headings, depths)) is not None)
    return _Match(
        roll=roll,
        rows=rows,
        headings=headings,
        fills=tuple(fills),
        org=org,
        missing=tuple(dict.fromkeys(missing)),
        depths=depths,
    )


def _columns_of(fill: Fill, headings: Mapping[int, Heading], depths: dict[int, int]) -> dict[str, int]:
    """Field key to the place of its column: a label before an alias, an earlier field, an earlier column."""
    places: dict[str, list[tuple[int, int]]] = {}
    for place, entry in headings.items():
        for depth, name in enumerate(entry.names):
            places.setdefault(name, []).append((depth, place))
    candidates: list[tuple[int, bool, int, int, str]] = []
    for order, (key, names) in enumerate(_names(fill)):
        for rank, name in enumerate(names):
            for depth, place in places.get(name, ()):
                candidates.append((depth, rank > 0, order, place, key))
    found: dict[str, int] = {}
    taken: set[int] = set()
    for depth, _, _, place, key in sorted(candidates):
        if key not in found and place not in taken:
            found[key] = place
            depths.setdefault(place, depth)
            taken.add(place)
    return found


@lru_cache(maxsize=512)
def _names(fill: Fill) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each field key with the headers it may stand under, as they are compared; exports in English are read too."""
    names = fill.headers()
    for key in fill.fields:
        if key not in fill.columns and key != "number" and fill.kind.field(key).label_en:
            names[key] = (*names[key], fill.kind.field(key).label_en)
    return tuple((key, tuple(dict.fromkeys(map(plain_name, headers)))) for key, headers in names.items())


@lru_cache(maxsize=512)
def _wanted(fill: Fill) -> tuple[str, ...]:
    """The fields without which a sheet does not carry the fill."""
    given = {"org", *fill.refs, *fill.fixed, *fill.presumed}
    columns = fill.headers()
    needed = [*fill.key, *fill.when]
    for key in columns:
        if key != "number" and fill.kind.has(key):
            field = fill.kind.field(key)
            if field.required and not field.derived_from and field.shape is not Shape.DECIDED:
                needed.append(key)
    return tuple(key for key in dict.fromkeys(needed) if key in columns and key not in given)


def _label(fill: Fill, key: str) -> str:
    return fill.headers()[key][0]


def _first(names: Sequence[str], headings: Mapping[int, Heading], depths: dict[int, int]) -> int | None:
    wanted = [plain_name(name) for name in names]
    found = [
        (entry.names.index(name), rank, place)
        for place, entry in headings.items()
        for rank, name in enumerate(wanted)
        if name in entry.names
    ]
    if not found:
        return None
    depth, _, place = min(found)
    depths.setdefault(place, depth)
    return place


def _layout(sheet: Sheet, lines: _Lines, match: _Match) -> Layout:
    above = [tuple(text for text in line if text) for _, line in lines[: match.rows[0]]]
    noted = noted_factor([text for line in above for text in line]) or 1
    columns = {
        place: Column(
            index=place,
            header=entry.texts[match.depths.get(place, 0)],
            factor=noted if entry.factor is None else entry.factor,
        )
        for place, entry in sorted(match.headings.items())
    }
    rest = [column for place, column in columns.items() if place not in match.used]
    ignored = [column for column in rest if match.headings[column.index].is_ignored]
    unknown = [column for column in rest if not match.headings[column.index].is_ignored]
    return Layout(
        roll=match.roll,
        sheet=sheet.name,
        header_rows=tuple(lines[row][0] for row in match.rows),
        fills=tuple({key: columns[place] for key, place in fill.items()} for fill in match.fills),
        org=tuple(columns[place] for place in match.org),
        unknown=tuple(unknown),
        ignored=tuple(ignored),
        columns=tuple(columns.values()),
        above=frozenset(line for line in above if line),
        warnings=tuple(_warnings(match, unknown)),
    )


def _warnings(match: _Match, unknown: Sequence[Column]) -> Iterator[str]:
    used = {name for place in match.used for name in match.headings[place].names[:1]}
    for column in unknown:
        if used & set(match.headings[column.index].names[:1]):
            yield f"「{column.header}」出现了两列,只读前一列;后一列按未声明的列保留"
    for fill, found in zip(match.roll.fills, match.fills, strict=True):
        if fill.when and not found:
            kept = _columns_of(fill, match.headings, {})
            lacking = [_label(fill, key) for key in _wanted(fill) if key not in kept]
            if set(kept.values()) - match.used:
                yield f"缺少「{'」「'.join(lacking)}」列,没有读取{fill.kind.label}"


def _not_recognised(
    sheet: Sheet, lines: _Lines, rolls: Sequence[Roll], best: _Match | None, roll: Roll | None
) -> SheetError:
    where = f"{sheet.book} 的工作表「{sheet.name}」"
    if best is None or not best.used:
        # The layouts of exported registers, one a kind, are known as well; offices do not start from them.
        offices = [entry for entry in rolls if not entry.key.endswith(".register")] or list(rolls)
        known = "、".join(f"{entry.label}({entry.key})" for entry in offices) or "没有"
        return SheetError(f"{where}里找不到任何花名册的表头;可以识别的花名册:{known};请检查是否选错了文件")
    row = lines[best.rows[-1]][0]
    lacking = "、".join(f"「{name}」" for name in best.missing)
    spare = [entry.printed for place, entry in best.headings.items() if place not in best.used and not entry.is_ignored]
    there = f";表里未识别的列:{'、'.join(spare[:8])}" if spare else ""
    said = f"不能按“{roll.label}”读取" if roll is not None else f"最接近的花名册是“{best.roll.label}”({best.roll.key})"
    return SheetError(
        f"{where}{said},表头在第 {row} 行,还缺少列 {lacking}{there};请把对应的列改成这个名称,或补上这一列"
    )
