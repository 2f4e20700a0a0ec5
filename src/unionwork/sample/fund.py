"""The made-up receipts of union funds, and their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Final

import attrs

from unionwork.sample import place

COMPLETE: Final = "已完善"
INCOMPLETE: Final = "未完善"


@attrs.frozen(kw_only=True)
class Receipt:
    """What a unit paid for a month: 2 % of its wages, exact to the fen.

    Attributes:
        month: yyyymm.
    """

    unit: str
    union: str
    month: int
    wages_fen: int
    paid_fen: int
    return_state: str

    def cells(self) -> tuple[str | int | date | None, ...]:
        """The row of the sheet, in the order of the layout."""
        return (self.unit, self.union, self.month, self.wages_fen, self.paid_fen, self.return_state)


@attrs.frozen(kw_only=True)
class FundFacts:
    """The receipts of the months up to the day.

    Attributes:
        units: units that paid.
        return_states: units by the state of their return procedure.
        received_fen: all that was paid.
        months: what was paid for each month (yyyymm), in fen.
        monthly_mean_fen: received by months, rounded half up to the fen.
    """

    on: date
    units: int
    return_states: Mapping[str, int]
    received_fen: int
    months: Mapping[int, int]
    monthly_mean_fen: int


def make_receipts(rng: Random, units: int, months: int, on: date) -> tuple[Receipt, ...]:
    """The receipts of so many units from January for so many months, unit by unit."""
    receipts = []
    for index, unit in enumerate(place.units(rng, units)):
        state = INCOMPLETE if index == 0 or rng.random() < 0.15 else COMPLETE
        for month in range(1, months + 1):
            # Whole yuan of wages give fen in the 2 %; multiples of 50 yuan give whole yuan.
            yuan = rng.randrange(60_000, 600_000)
            wages = yuan // 50 * 50 if rng.random() < 0.5 else yuan
            receipts.append(
                Receipt(
                    unit=unit,
                    union=f"{unit}工会",
                    month=on.year * 100 + month,
                    wages_fen=wages * 100,
                    paid_fen=wages * 2,
                    return_state=state,
                )
            )
    return tuple(receipts)


def count_receipts(receipts: Sequence[Receipt], on: date) -> FundFacts:
    """The sums of the receipts."""
    known = [receipt for receipt in receipts if receipt.month <= on.year * 100 + on.month]
    months: dict[int, int] = {}
    for receipt in known:
        months[receipt.month] = months.get(receipt.month, 0) + receipt.paid_fen
    received = sum(months.values())
    state_of = {receipt.unit: receipt.return_state for receipt in known}
    states = list(state_of.values())
    return FundFacts(
        on=on,
        units=len(state_of),
        return_states={state: states.count(state) for state in (COMPLETE, INCOMPLETE)},
        received_fen=received,
        months=dict(sorted(months.items())),
        monthly_mean_fen=(received * 2 + len(months)) // (2 * len(months)) if months else 0,
    )
