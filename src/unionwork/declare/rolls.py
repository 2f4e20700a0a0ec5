"""Rolls 花名册: the layout of an office's sheet, and the kinds, keys and columns it fills."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from unionwork.declare.kinds import Kind, kind_of
from unionwork.declare.sequences import listed
from unionwork.errors import DeclarationError

# Where a sheet has no date of entry, the record is taken to have been there from before any roll.
BEFORE_ALL_ROLLS = date(1949, 10, 1)


@attrs.frozen(eq=False, kw_only=True)
class Fill:
    """The part of a row that fills one record of a kind.

    Attributes:
        kind: the kind.
        key: fields that name the record; "number" where the sheet has one, "org" for its organisation.
        columns: field to the headers under which this sheet carries it; a field listed alone
            (in `fields`) is found by its own label and aliases.
        fields: fields found by their own label and aliases.
        refs: reference field to the fill (its place in `Roll.fills`) of the same row it points to.
        head: field and code that mark the row whose values a shared record takes (the household's head).
        presumed: what stands for a date that the sheet does not have; marked as presumed.
        when: fields without which the row has no such record (a payment without amount is none).
        fixed: values that every record of this sheet has.
        shared: whether many rows may name the same record (a household, a unit); they add to it.
    """

    kind: Kind = attrs.field(converter=kind_of)
    key: tuple[str, ...] = attrs.field(converter=listed)
    columns: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    fields: tuple[str, ...] = attrs.field(default=(), converter=listed)
    refs: Mapping[str, int] = attrs.field(factory=dict)
    head: tuple[str, str] | None = None
    presumed: Mapping[str, date] = attrs.field(factory=dict)
    when: tuple[str, ...] = attrs.field(default=(), converter=listed)
    fixed: Mapping[str, str | int] = attrs.field(factory=dict)
    shared: bool = False

    def headers(self) -> dict[str, tuple[str, ...]]:
        """Field key to the headers it may stand under, in the order of the sheet."""
        found: dict[str, tuple[str, ...]] = {}
        for key in self.fields:
            found[key] = self.kind.number_label if key == "number" else self.kind.field(key).headers
        found.update(self.columns)
        return found


@attrs.frozen(eq=False, kw_only=True)
class Roll:
    """A sheet layout.

    Attributes:
        key: how the command line names it.
        label: its usual title.
        fills: the records that a row fills, in the order in which they must be stored.
        org: headers of the columns that name the organisation, from the upper to the lower one,
            each with its aliases; none where the sheet has no such column.
        source: the system of work it belongs to.
    """

    key: str
    label: str
    label_en: str = ""
    fills: tuple[Fill, ...] = attrs.field(converter=listed)
    org: tuple[tuple[str, ...], ...] = attrs.field(default=(), converter=listed)
    source: str = ""
    owner: str = ""

    def __attrs_post_init__(self) -> None:
        for place, fill in enumerate(self.fills):
            for field, target in fill.refs.items():
                fill.kind.field(field)
                if target >= place:
                    raise DeclarationError(f"花名册 {self.key}:{fill.kind.key}.{field} 只能指向排在它前面的部分")
            known = set(fill.headers()) | set(fill.refs) | set(fill.fixed) | set(fill.presumed) | {"org", "number"}
            for key in (*fill.key, *fill.when):
                if key not in known:
                    raise DeclarationError(f"花名册 {self.key}:{fill.kind.key} 的键「{key}」不在它的列中")
