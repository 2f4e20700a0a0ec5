"""Indicators: a measured number for each organisation and period."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from unionwork.declare.expressions import Expr, Figure, Measure, Name
from unionwork.declare.kinds import Kind, kind_of
from unionwork.errors import DeclarationError


def _name(given: Expr | str | None) -> str:
    if isinstance(given, Name):
        return ".".join(given.path)
    return given if isinstance(given, str) else ""


def _names(given: object) -> tuple[str, ...]:
    return tuple(_name(entry) for entry in given) if isinstance(given, tuple | list) else ()


@attrs.frozen(eq=False, kw_only=True)
class Indicator:
    """A flow (`on` a date, counted in its period) or a stock (`between` start and end, held at its end).

    Attributes:
        key: area.name.
        label: its Chinese name.
        unit: unit of its value: 人 户 件 元 %; money is shown in yuan.
        of: the kind whose records it counts.
        on: field of a flow's date.
        between: fields of a stock's start and end, half-open.
        where: only records for which this holds.
        measure: what is counted; for a share give numerator and denominator instead.
        numerator: the part.
        denominator: the whole: another measure, or a dated figure of the organisation.
        by: further fields to break down by: name to path; coded fields need no mention.
        decimals: decimals of a share.
        better: "higher" or "lower" where one is.
        source: where its definition comes from.
    """

    key: str
    label: str
    unit: str
    label_en: str = ""
    of: Kind = attrs.field(converter=kind_of)
    on: str = attrs.field(default="", converter=_name)
    between: tuple[str, ...] = attrs.field(default=(), converter=_names)
    where: Expr | None = None
    measure: Measure | None = None
    numerator: Measure | None = None
    denominator: Measure | Figure | None = None
    by: Mapping[str, Name] = attrs.field(factory=dict)
    decimals: int = 1
    better: str = attrs.field(default="", validator=attrs.validators.in_(("", "higher", "lower")))
    help: str = ""
    source: str = ""
    owner: str = ""

    def __attrs_post_init__(self) -> None:
        if bool(self.on) == bool(self.between):
            raise DeclarationError(f"指标 {self.key}:须有 on(流量)或 between(存量)之一,且只有一个")
        if self.between and len(self.between) != 2:
            raise DeclarationError(f"指标 {self.key}:between 要写两个字段:起、止")
        if (self.measure is None) == (self.numerator is None):
            raise DeclarationError(f"指标 {self.key}:须有 measure,或 numerator 与 denominator")
        if (self.numerator is None) != (self.denominator is None):
            raise DeclarationError(f"指标 {self.key}:numerator 与 denominator 要同时写")

    @property
    def counted(self) -> Measure:
        """What stands above the line."""
        found = self.measure if self.measure is not None else self.numerator
        assert found is not None
        return found

    @property
    def is_share(self) -> bool:
        """Whether it has a denominator."""
        return self.denominator is not None

    @property
    def is_flow(self) -> bool:
        """Whether it counts by a date."""
        return bool(self.on)
