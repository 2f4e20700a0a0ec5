"""Charts as text, for the terminal and for Markdown, and the scale that all charts share.

Stable: `draw_text`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import attrs

from unionwork.documents.official import width_of
from unionwork.documents.paper import Amount, Diagram
from unionwork.documents.sources import number_text
from unionwork.documents.wording import word

_FULL: Final = "█"
# Eighths of a column.
_PARTS: Final = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_LEAST_BAR: Final = 8


@attrs.frozen(kw_only=True)
class Scale:
    """The axis of a chart.

    Attributes:
        low: its lower end, 0 where no number is below.
        high: its upper end.
        ticks: the round numbers along it, the ends among them.
    """

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    def place(self, value: Amount) -> float:
        """Where a number stands, 0 at the lower end and 1 at the upper."""
        return float((Decimal(value) - self.low) / (self.high - self.low))


def scale_of(diagram: Diagram, steps: int = 5) -> Scale:
    """A scale that holds 0 and all numbers of a chart, with about `steps` round steps."""
    values = [Decimal(value) for series in diagram.series for value in series.values if value is not None]
    lowest, highest = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    if lowest == highest:
        highest = Decimal(1)
    step = _round_step((highest - lowest) / steps)
    low = (lowest / step).to_integral_value("ROUND_FLOOR") * step
    high = (highest / step).to_integral_value("ROUND_CEILING") * step
    count = int((high - low) / step)
    return Scale(low=low, high=high, ticks=tuple(low + step * place for place in range(count + 1)))


def _round_step(least: Decimal) -> Decimal:
    power = Decimal(1).scaleb(least.adjusted())
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least)


def heading_of(diagram: Diagram, lang: str = "zh") -> str:
    """The title of a chart with its unit."""
    unit = f"{word('unit_in', lang)}{diagram.unit}{word('unit_out', lang)}" if diagram.unit else ""
    return f"{diagram.title}{unit}".strip()


def draw_text(diagram: Diagram, width: int, lang: str = "zh") -> list[str]:
    """A chart in lines of at most `width` columns, one bar a value; a missing value says so and has no bar."""
    several = len(diagram.series) > 1
    names = [name.replace("\n", " ") for name in diagram.categories]
    labels = [series.label.replace("\n", " ") for series in diagram.series] if several else []
    name_width = min(max(map(width_of, names), default=0), max(width // 4, 4))
    label_width = min(max(map(width_of, labels), default=0), max(width // 4, 4)) + 1 if several else 0
    texts = [[_value_text(value, lang) for value in series.values] for series in diagram.series]
    value_width = max((width_of(text) for line in texts for text in line), default=0)
    room = width - name_width - label_width - value_width - 4
    lines = [fit(heading_of(diagram, lang), width)] if heading_of(diagram, lang) else []
    most = max(
        (abs(Decimal(v)) for series in diagram.series for v in series.values if v is not None), default=Decimal(0)
    )
    for place, name in enumerate(names):
        for count, series in enumerate(diagram.series):
            value = series.values[place] if place < len(series.values) else None
            text = texts[count][place] if place < len(series.values) else word("missing", lang)
            lead = fill(name if count == 0 else "", name_width) + " "
            lead += fill(labels[count], label_width) if several else ""
            bar = _bar(value, most, room) if room >= _LEAST_BAR else ""
            lines.append(fit(f"{lead}│{bar}{' ' if bar else ''}{text}", width))
    return lines


def _value_text(value: Amount | None, lang: str) -> str:
    return word("missing", lang) if value is None else number_text(value)


def _bar(value: Amount | None, most: Decimal, room: int) -> str:
    if value is None or not most:
        return ""
    eighths = int((abs(Decimal(value)) / most * room * 8).to_integral_value("ROUND_HALF_UP"))
    full, rest = divmod(eighths, 8)
    # What is not 0 is seen, and what is below 0 is drawn in another shade.
    return "░" * max(full, 1) if value < 0 else (_FULL * full + _PARTS[rest] or (_PARTS[1] if value else ""))


def fill(text: str, width: int) -> str:
    """A text in exactly so many columns: cut with … or followed by blanks."""
    held = fit(text, width)
    return held + " " * (width - width_of(held))


def fit(text: str, width: int) -> str:
    """A text in at most so many columns, cut with …."""
    if width_of(text) <= width:
        return text
    kept = ""
    for sign in text:
        if width_of(kept + sign) > width - 1:
            break
        kept += sign
    return f"{kept}…" if width > 0 else ""


def wrap(text: str, width: int) -> Iterator[str]:
    """A text in pieces of at most so many columns each, at least one."""
    line = ""
    for sign in text:
        if line and width_of(line + sign) > width:
            yield line
            line = ""
        line += sign
    yield line


def widths_from(rows: Sequence[Sequence[str]], most: int = 40) -> list[int]:
    """How many columns each column of a table wants."""
    count = max((len(row) for row in rows), default=0)
    return [
        min(max((width_of(row[place]) for row in rows if place < len(row)), default=0), most) for place in range(count)
    ]
