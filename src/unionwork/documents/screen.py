"""A paper as lines for a screen: each knows the addresses of the numbers that stand on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from unionwork.documents.charts import draw_text, fill, fit, widths_from
from unionwork.documents.official import Levels, title_lines, width_of, written_day
from unionwork.documents.paper import Cell, Diagram, Grid, Heading, Paper, Paragraph, Run
from unionwork.documents.texts import printable
from unionwork.documents.wording import signature_label, word

_GAP = 2
_LEAST = 4
# What is not parted: a number with its sign, a Latin word; no line begins with what closes.
_PIECES = re.compile(r"[0-9A-Za-z_.,%/+-]+[，。；：、！？）》」』”’]*|.[，。；：、！？）》」』”’]*", re.DOTALL)


@attrs.frozen(kw_only=True)
class Line:
    """A line of the page.

    Attributes:
        text: what is read, no wider than was asked for.
        places: the addresses of the numbers on it, see `Paper.addresses`.
        look: heading, bold, dim or "".
    """

    text: str
    places: tuple[int, ...] = ()
    look: str = ""


def page_lines(paper: Paper, width: int) -> list[Line]:
    """The page in lines of at most `width` columns; a Chinese sign takes two.

    What was left out and what disagrees stands at the end in words.
    """
    room = max(width, 20)
    lines = [Line(text=_middle(text, room), look="heading") for text in title_lines(paper.title, paper.org_name)]
    lines.append(Line(text=""))
    if paper.addressee:
        lines.append(Line(text=fit(printable(paper.addressee), room)))
    levels = Levels(paper.lang)
    for block in paper.blocks:
        if isinstance(block, Heading):
            lines += [
                Line(text=part, look="heading" if block.level == 1 else "bold")
                for part in _wrap(levels.number(block.level) + printable(block.text), room)
            ]
        elif isinstance(block, Paragraph):
            lines += _paragraph(block, room)
        elif isinstance(block, Grid):
            lines += [*_grid(block, room), Line(text="")]
        elif isinstance(block, Diagram):
            drawn = draw_text(block, room, paper.lang)
            places = tuple(sorted({place for series in block.series for place in series.places if place}))
            lines += [Line(text=text, places=places) for text in drawn]
        else:
            lines += [Line(text="─" * room, look="dim")]
            levels = Levels(paper.lang)
    for place, note in enumerate(paper.notes, start=1):
        lines += [Line(text=text, look="dim") for text in _wrap(f"{place}. {printable(note)}", room)]
    lines += _signed(paper, room)
    for text in (*paper.disagreements, *paper.omitted):
        lines += [Line(text=part, look="dim") for part in _wrap(printable(text), room)]
    return lines


def _signed(paper: Paper, room: int) -> Iterator[Line]:
    yield Line(text="")
    for label in paper.signed_by:
        yield Line(text=fit(signature_label(label, paper.lang), room))
    told = [printable(paper.org_name)] if paper.org_name and paper.layout != "statistics" else []
    day = written_day(paper.on, paper.lang)
    told.append(f"{word('sent_on', paper.lang)}{day}" if paper.layout == "statistics" else day)
    for text in told:
        held = fit(text, room)
        yield Line(text=" " * (room - width_of(held)) + held)


def _paragraph(block: Paragraph, room: int) -> Iterator[Line]:
    """The lines of a paragraph, each with the numbers of which a sign stands on it."""
    runs = [Run("　　"), *block.runs] if block.indent else list(block.runs)
    text = "".join(printable(run.text) for run in runs)
    places = [run.place for run in runs for _ in printable(run.text)]
    at = 0
    for part in _wrap(text, room):
        held = tuple(dict.fromkeys(place for place in places[at : at + len(part)] if place))
        at += len(part)
        shown = {"left": part, "center": _middle(part, room), "right": " " * (room - width_of(part)) + part}
        yield Line(text=shown[block.align], places=held, look="dim" if block.small else "")


def _grid(grid: Grid, room: int) -> Iterator[Line]:
    yield Line(text="")
    if grid.title:
        yield Line(text=_middle(fit(printable(grid.title), room), room), look="bold")
    if grid.unit:
        text = fit(printable(grid.unit), room)
        yield Line(text=" " * (room - width_of(text)) + text, look="dim")
    widths = _widths(grid, room)
    for line in grid.head:
        yield Line(text=_row(line, widths), look="bold")
    yield Line(text="─" * min(sum(widths) + _GAP * max(len(widths) - 1, 0), room), look="dim")
    for line in grid.body:
        places = tuple(dict.fromkeys(run.place for cell in line for run in cell.runs if run.place))
        yield Line(text=_row(line, widths), places=places)
    for note in grid.notes:
        yield from _paragraph(attrs.evolve(note, small=True), room)


def _widths(grid: Grid, room: int) -> list[int]:
    """How wide each column is: what it wants, the widest cut first where the room does not hold all."""
    # A cell over several columns asks for nothing: its parts share what the others want.
    texts = [
        [_text(cell) if cell.columns == 1 else "" for cell in line for _ in range(cell.columns)]
        for line in (*grid.head, *grid.body)
    ]
    widths = [max(width, _LEAST) for width in widths_from(texts)]
    while widths and sum(widths) + _GAP * (len(widths) - 1) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(line: Sequence[Cell], widths: Sequence[int]) -> str:
    parts: list[str] = []
    at = 0
    for cell in line:
        own = widths[at : at + cell.columns]
        room = sum(own) + _GAP * max(len(own) - 1, 0)
        at += cell.columns
        text = fit(_text(cell), room)
        parts.append(" " * (room - width_of(text)) + text if cell.align == "right" else fill(text, room))
    return (" " * _GAP).join(parts).rstrip()


def _text(cell: Cell) -> str:
    return "　" * cell.indent + printable(cell.text).replace("\n", " ")


def _wrap(text: str, room: int) -> Iterator[str]:
    """The lines of a text, with every sign of it; a piece wider than a line is parted all the same."""
    line = ""
    for piece in _PIECES.findall(text):
        if line and width_of(line + piece) > room:
            yield line
            line = ""
        line += piece
        while width_of(line) > room:
            held = next(at for at in range(len(line), 0, -1) if width_of(line[:at]) <= room)
            yield line[:held]
            line = line[held:]
    yield line


def _middle(text: str, room: int) -> str:
    return " " * max((room - width_of(text)) // 2, 0) + text
