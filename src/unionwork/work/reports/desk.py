"""The desk on which a form is drawn: measures what it asks for, once, and keeps the address of every number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

import attrs
from sqlalchemy import Connection

from unionwork.declare.expressions import Figure
from unionwork.declare.fields import Field
from unionwork.declare.forms import Form
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.declare.parameters import money_factor
from unionwork.documents.paper import Address, Amount, Run
from unionwork.store.measures import Cell, Measurer
from unionwork.store.sums import Window
from unionwork.values import Period, day_number, number_day
from unionwork.work.checking import counts_of_broken
from unionwork.work.measuring import parts_in_fen, require_breakdown, value_of
from unionwork.work.organising import Organisations
from unionwork.work.params import resolve_params, targets_on
from unionwork.work.reports.begun import has_begun
from unionwork.work.session import Session


@attrs.frozen(kw_only=True)
class Known:
    """A number with where it comes from.

    Attributes:
        amount: the exact number, in `unit`.
        unit: 人 户 件 元 %, "" for a plain number.
        decimals: how many decimals it is shown with.
        place: its address on the page; 0 where the number is only asked about and not written.
    """

    amount: Amount
    unit: str = ""
    decimals: int = 0
    place: int = 0

    @property
    def text(self) -> str:
        """The number as the page shows it, without its unit: whole yuan without decimals."""
        amount = self.amount
        if self.unit == "元" and amount == int(amount):
            return str(int(amount))
        return f"{amount:.{self.decimals}f}" if isinstance(amount, Decimal) else str(amount)

    @property
    def run(self) -> Run:
        """The number as a piece of text that leads to its address."""
        return Run(self.text, self.place)


@attrs.define(kw_only=True)
class Desk:
    """What the drawers of a form's parts are handed.

    Attributes:
        form: the form that is drawn.
        org: id of the organisation that the page is about; for the page of a record, the record's own.
        period: the period, None where none was asked for.
        region: key of the region of the organisation, "" for none.
        kind: in a form of a kind that kind, with the fields that regions add.
        record: its stored row, by column; None in a form for an organisation.
        reveal: whether private values are shown (the right was looked at and the reading logged).
        carried: whether the page goes into a file, which may show less than a screen.
        addresses: where the numbers on the page come from.
        omitted: what is not written, with the reason.
        disagreements: totals that do not agree.
    """

    session: Session
    connection: Connection
    organisations: Organisations
    form: Form
    org: int
    period: Period | None = None
    region: str = ""
    kind: Kind | None = None
    record: Mapping[str, Any] | None = None
    reveal: bool = False
    carried: bool = False
    addresses: list[Address] = attrs.field(factory=list)
    omitted: list[str] = attrs.field(factory=list)
    disagreements: list[str] = attrs.field(factory=list)
    _targets: dict[tuple[str, int], dict[int, Decimal]] = attrs.field(factory=dict)
    _broken: dict[str, int] | None = None
    _measurer: Measurer | None = None
    _begun: dict[tuple[str, int], bool] = attrs.field(factory=dict)
    _cells: dict[tuple[str, Window, tuple[str, ...], bool], list[Cell]] = attrs.field(factory=dict)

    @property
    def measurer(self) -> Measurer:
        """Measures on this connection within the operator's scope."""
        if self._measurer is None:
            session = self.session
            self._measurer = Measurer(self.connection, session.catalogue, session.tables, session.inside)
        return self._measurer

    def indicator(self, key: str) -> Indicator:
        """An indicator that the operator may measure.

        Raises:
            UnknownNameError: there is none such.
            NotPermittedError: the operator's role may not measure it.
        """
        word = self.session.catalogue.indicator(key)
        self.session.allow("measure", word.of)
        return word

    def window(self, period: Period | None) -> Window | None:
        """The days of a period up to the business day; None where it has not begun."""
        if period is None:
            return Window("", 0, self.session.day)
        if period.first > self.session.on:
            return None
        return Window(str(period), day_number(period.first), min(day_number(period.last), self.session.day))

    def figure(
        self, key: str, *, part: str = "value", org: int | None = None, period: Period | None = None,
        by: Mapping[str, str] | None = None, silent: bool = False,
    ) -> Known | None:  # fmt: skip
        """A number of an indicator with its address; None where it has no value, or its register was not kept yet.

        Args:
            key: the indicator.
            part: value, numerator, denominator, or target.
            org: of which organisation; the page's own where none is given.
            period: of which period; the page's own where none is given.
            by: field to code ("" for records without one): only these records.
            silent: the number is asked about and not written, so it gets no address.
        """
        word, at = self.indicator(key), self.org if org is None else org
        window = self.window(self.period if period is None else period)
        if window is None or at not in self.organisations.names:
            return None
        if part == "target":
            return self._target(word, at, window, silent=silent)
        wanted = {name: _code(code) for name, code in (by or {}).items()}
        if wanted:
            require_breakdown(self.session, word, wanted)
        cell = next(
            (
                entry
                for entry in self._measured(word, window, tuple(wanted), at)
                if entry.org == at and tuple(_code(code) for code in entry.by) == tuple(wanted.values())
            ),
            None,
        )
        in_fen = part in parts_in_fen(self.session, word)
        amount = None if cell is None else _amount(word, cell, part, in_fen=in_fen)
        # What an organisation registered to divide by comes from no register.
        counted = part != "denominator" or not isinstance(word.denominator, Figure)
        if amount is None or (not amount and counted and not self.has_begun(word, window.last)):
            return None
        unit = word.unit if part == "value" or not word.is_share else "元" if in_fen else ""
        decimals = word.decimals if word.is_share and part == "value" else _decimals(amount)
        found = Known(amount=amount, unit=unit, decimals=decimals)
        if silent:
            return found
        address = self.address(
            sort="indicator", key=key, label=self.label_of(word), part=part, org=at, period=window.name,
            on=number_day(window.last).isoformat(), by=wanted, told=self._told(word, wanted), value=amount, unit=unit,
        )  # fmt: skip
        return attrs.evolve(found, place=address)

    def has_begun(self, word: Indicator, last: int) -> bool:
        """Whether the register of an indicator was kept by a day."""
        slot = (word.key, last)
        if slot not in self._begun:
            self._begun[slot] = has_begun(self.session, self.connection, self.measurer, word, last)
        return self._begun[slot]

    def cells(
        self, key: str, *, period: Period | None = None, by: Sequence[str] = (), below: bool = False
    ) -> list[Cell]:
        """All cells of an indicator for the page's organisation, or (`below`) for it and its direct subordinates."""
        word = self.indicator(key)
        window = self.window(self.period if period is None else period)
        return [] if window is None else self._measured(word, window, tuple(by), None if below else self.org)

    def children(self) -> list[int]:
        """The direct subordinates in the tree of the page's last day, in the order of their numbers."""
        tree = self.organisations.tree
        return sorted(tree.children(self.org), key=lambda org: self.organisations.numbers[org])

    def siblings(self) -> list[int]:
        """The organisations directly below the same parent, this one among them; only itself at the top."""
        tree = self.organisations.tree
        parent = tree.parents.get(self.org)
        return [self.org] if parent is None else sorted(tree.children(parent))

    def param(self, key: str, *, silent: bool = False) -> Known | None:
        """The value of a parameter that holds for the page's organisation on the business day."""
        parameter = self.session.catalogue.parameter(key)
        held = resolve_params(self.connection, self.session, [key], self.org).get(key)
        if held is None:
            return None
        amount = Decimal(held.value)
        found = Known(amount=amount, unit=parameter.unit, decimals=_decimals(amount))
        if silent:
            return found
        place = self.address(
            sort="param", key=key, label=parameter.label, org=self.org, on=self.session.on.isoformat(), value=amount,
            unit=parameter.unit, where=held.source,
        )  # fmt: skip
        return attrs.evolve(found, place=place)

    def address(self, *, org: int, **facts: Any) -> int:
        """Enter an address and give its place; the same number from the same source keeps its place."""
        names = self.organisations
        made = Address(
            place=len(self.addresses) + 1, org=names.numbers[org], org_name=names.names[org],
            region=names.region_of(org), **facts,
        )  # fmt: skip
        for held in self.addresses:
            if attrs.evolve(held, place=made.place) == made:
                return held.place
        self.addresses.append(made)
        return made.place

    def label_of(self, word: Any) -> str:
        """The label of a declaration in the language of the page."""
        return str(word.label if self.session.lang == "zh" else getattr(word, "label_en", "") or word.label)

    def may_show(self, field: Field, kind: Kind) -> bool:
        """Whether the page may show a field: what may be read on a screen may not always be carried out."""
        if field.private is None:
            return True
        goes_out = not self.carried or self.session.worker.may.may_carry_out(field.private, kind)
        return goes_out and self.session.may_read(field, reveal=self.reveal, kind=kind)

    def omit(self, what: str) -> None:
        """Note what is not written, with the reason."""
        if what not in self.omitted:
            self.omitted.append(what)

    def broken(self) -> dict[str, int]:
        """How many records of the page's organisation break each check on the business day, by the check's key."""
        if self._broken is None:
            org = self.organisations.numbers[self.org]
            self._broken = counts_of_broken(self.connection, self.session, self.organisations, org=org)
        return self._broken

    def digest(self) -> str:
        """The fingerprint of the parameters that hold for the organisation on the business day."""
        keys = sorted(self.session.catalogue.parameters)
        held = resolve_params(self.connection, self.session, keys, self.org)
        lines = [f"{key}={value.value}|{value.from_on}|{value.source}" for key, value in sorted(held.items())]
        return sha256("\n".join(lines).encode()).hexdigest()

    def _told(self, word: Indicator, by: Mapping[str, str]) -> str:
        """A breakdown in words."""
        catalogue, lang = self.session.catalogue, self.session.lang
        parts = []
        for name, code in by.items():
            field = self.measurer.group_field(word, name)
            label = field.label if lang == "zh" else field.label_en or field.label
            said = code or ("未填" if lang == "zh" else "not stated")
            if field.vocabulary and code in catalogue.vocabulary(field.vocabulary).codes:
                known = code in catalogue.vocabulary(field.vocabulary, self.region).codes
                said = catalogue.label_of(field, code, lang, self.region if known else "")
            parts.append(f"{label}:{said}")
        return ",".join(parts)

    def _measured(self, word: Indicator, window: Window, by: tuple[str, ...], at: int | None) -> list[Cell]:
        """The cells of an organisation; those of the page's own children and siblings come together."""
        alone = at == self.org
        slot = (word.key, window, by, alone)
        if slot not in self._cells:
            self.session.check_stopped()
            orgs = [self.org] if alone else sorted({self.org, *self.children(), *self.siblings()})
            self._cells[slot] = self.measurer.measure(word, [window], orgs, by)
        found = self._cells[slot]
        if at is not None and all(cell.org != at for cell in found):
            return self.measurer.measure(word, [window], [at], by)
        return found

    def _target(self, word: Indicator, at: int, window: Window, *, silent: bool) -> Known | None:
        slot = (word.key, window.last)
        if slot not in self._targets:
            self._targets[slot] = targets_on(self.connection, self.session, *slot)
        held = self._targets[slot].get(at)
        if held is None:
            return None
        # The store keeps four decimals; a page shows those that say something.
        amount: Amount = int(held) if held == int(held) else held.normalize()
        found = Known(amount=amount, unit=word.unit, decimals=_decimals(amount))
        if silent:
            return found
        place = self.address(
            sort="target", key=word.key, label=self.label_of(word), part="target", org=at, period=window.name,
            on=number_day(window.last).isoformat(), value=amount, unit=word.unit,
        )  # fmt: skip
        return attrs.evolve(found, place=place)


def _code(code: Any) -> str:
    return "" if code is None else str(code)


def _amount(word: Indicator, cell: Cell, part: str, *, in_fen: bool) -> Amount | None:
    if part == "value":
        return value_of(word, cell)
    number, scale = (cell.numerator, cell.scale) if part == "numerator" else (cell.denominator, cell.denominator_scale)
    if number is None or not cell.has_value:
        return None
    if word.is_share:
        scale *= 100 if in_fen else 1
    else:
        scale *= money_factor(word.unit) or 1
    return number if scale == 1 else Decimal(number) / Decimal(scale)


def _decimals(amount: Amount) -> int:
    exponent = amount.as_tuple().exponent if isinstance(amount, Decimal) else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
