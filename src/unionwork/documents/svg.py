"""Charts as SVG inside a page: text stays text, no font is carried, colours follow the page."""

from __future__ import annotations

from typing import Final

import attrs

from unionwork.documents.charts import Scale, fit, heading_of, scale_of, wrap
from unionwork.documents.official import width_of
from unionwork.documents.paper import Diagram
from unionwork.documents.sources import number_text
from unionwork.documents.texts import xml_text

# Told apart also in grey and by most who see few colours; on white and on near-black paper.
COLOURS: Final = ("2F6DB5", "D9822B", "3C9A5F", "8E5BB5", "B5485A", "6B7480")
_WIDTH, _HEIGHT = 660, 300
_LEFT, _RIGHT, _TOP, _FOOT = 64, 12, 16, 58
_LETTER: Final = 6.5
_MOST_LABELS: Final = 24


@attrs.frozen(kw_only=True)
class _Field:
    """Where a chart is drawn."""

    diagram: Diagram
    scale: Scale

    @property
    def slot(self) -> float:
        return (_WIDTH - _LEFT - _RIGHT) / max(len(self.diagram.categories), 1)

    def across(self, category: int, share: float = 0.5) -> float:
        return _LEFT + self.slot * (category + share)

    def up(self, share: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _FOOT) * (1 - share)


def draw_svg(diagram: Diagram, lang: str = "zh") -> str:
    """A chart as an SVG element; its values lead to the rows of their sources."""
    field = _Field(diagram=diagram, scale=scale_of(diagram))
    title = xml_text(heading_of(diagram, lang))
    told = xml_text(_told(diagram))
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">',
        f"<title>{title}</title><desc>{told}</desc>",
        *_axis(field), *_names(field),
    ]  # fmt: skip
    for place in range(len(diagram.series)):
        parts += _bars(field, place) if diagram.form == "bar" else _line(field, place)
    return "\n".join([*parts, *(_legend(diagram) if len(diagram.series) > 1 else []), "</svg>"])


def _told(diagram: Diagram) -> str:
    """The numbers in words, for who hears the page."""
    lines = []
    for series in diagram.series:
        values = zip(diagram.categories, series.values, strict=False)
        lines.append(f"{series.label}:" + ",".join(f"{name} {_shown(value)}" for name, value in values))
    return ";".join(lines)


def _shown(value: object) -> str:
    return "-" if value is None else number_text(value)  # type: ignore[arg-type]


def _axis(field: _Field) -> list[str]:
    parts = []
    for tick in field.scale.ticks:
        height = _round(field.up(field.scale.place(tick)))
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{height}" y2="{height}"/>')
        label = number_text(tick.normalize() if tick != tick.to_integral_value() else tick.quantize(1))
        parts.append(
            f'<text class="tick" x="{_LEFT - 6}" y="{_round(float(height) + 4)}" text-anchor="end">{label}</text>'
        )
    return parts


def _names(field: _Field) -> list[str]:
    parts = []
    letters = max(int(field.slot / _LETTER), 4)
    step = max(1, -(-len(field.diagram.categories) // _MOST_LABELS))
    for place, name in enumerate(field.diagram.categories):
        if place % step:
            continue
        lines = list(wrap(name.replace("\n", " "), letters * step))
        if len(lines) > 2:
            lines = [lines[0], fit("".join(lines[1:]), letters * step)]
        for count, line in enumerate(lines):
            height = _HEIGHT - _FOOT + 18 + 14 * count
            across = _round(field.across(place))
            parts.append(f'<text class="name" x="{across}" y="{height}" text-anchor="middle">{xml_text(line)}</text>')
    return parts


def _bars(field: _Field, place: int) -> list[str]:
    series, count = field.diagram.series[place], len(field.diagram.series)
    wide = min(field.slot * 0.72 / count, 48.0)
    base = field.up(field.scale.place(0))
    parts = []
    for category, value in enumerate(series.values[: len(field.diagram.categories)]):
        if value is None:
            continue
        left = field.across(category) - wide * count / 2 + wide * place
        top = field.up(field.scale.place(value))
        parts.append(
            f'<rect class="s{place % len(COLOURS)}" x="{_round(left)}" y="{_round(min(top, base))}" '
            f'width="{_round(wide * 0.92)}" height="{_round(abs(base - top))}"/>'
        )
        above = top - 4 if value >= 0 else top + 13
        if wide * 1.3 >= width_of(number_text(value)) * _LETTER:
            parts.append(_value(field, place, category, left + wide * 0.46, above))
    return parts


def _line(field: _Field, place: int) -> list[str]:
    series = field.diagram.series[place]
    parts: list[str] = []
    run: list[str] = []
    for category, value in enumerate([*series.values[: len(field.diagram.categories)], None]):
        if value is None:
            # A gap stays a gap: what is missing is not drawn through.
            if len(run) > 1:
                parts.append(f'<polyline class="l{place % len(COLOURS)}" points="{" ".join(run)}"/>')
            run = []
            continue
        across, height = field.across(category), field.up(field.scale.place(value))
        run.append(f"{_round(across)},{_round(height)}")
        parts.append(f'<circle class="s{place % len(COLOURS)}" cx="{_round(across)}" cy="{_round(height)}" r="3.5"/>')
        if field.slot >= width_of(number_text(value)) * _LETTER:
            parts.append(_value(field, place, category, across, height - 8))
    return parts


def _value(field: _Field, place: int, category: int, across: float, height: float) -> str:
    series = field.diagram.series[place]
    value = series.values[category]
    address = series.places[category] if category < len(series.places) else 0
    text = f'<text class="value" x="{_round(across)}" y="{_round(height)}" text-anchor="middle">{_shown(value)}</text>'
    return f'<a href="#s{address}">{text}</a>' if address else text


def _legend(diagram: Diagram) -> list[str]:
    parts, left = [], float(_LEFT)
    for place, series in enumerate(diagram.series):
        label = fit(series.label, 28)
        parts.append(
            f'<rect class="s{place % len(COLOURS)}" x="{_round(left)}" y="{_HEIGHT - 14}" width="10" height="10"/>'
        )
        parts.append(f'<text class="name" x="{_round(left + 15)}" y="{_HEIGHT - 5}">{xml_text(label)}</text>')
        left += 15 + width_of(label) * _LETTER + 18
    return parts


def _round(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
