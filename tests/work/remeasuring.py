"""The number that an address stands for, asked for by the public methods alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.work.hands import hand
from unionwork.documents.paper import Address
from unionwork.values import Period
from unionwork.workspace import Workspace


def measured_again(workspace: Workspace, address: Address) -> Any:
    """The number, taken on the address's own day."""
    at = hand(workspace, workspace.session.worker.key, address.on)
    match address.sort:
        case "indicator" | "target":
            return _indicator(at, address)
        case "param":
            return at.params(address.key, org=address.org)[0]["value"]
        case "check":
            return len(at.check([address.key], org=address.org))
        case "duty":
            return _owed(at, address)
    raise AssertionError(f"no way to ask for {address}")


def _indicator(at: Workspace, address: Address) -> Any:
    value, period = _value(at, address, address.period), Period.parse(address.period)
    match address.part:
        case "value":
            return value
        case "target":
            return _row(at, address, address.period)["target"]
        case "gap":
            return value - _row(at, address, address.period)["target"]
        case "change":
            return value - _value(at, address, str(period.before()))
        case "change_last_year":
            return value - _value(at, address, str(period.year_before()))
    values = _siblings(at, address)
    if address.part == "siblings":
        return len(values)
    assert address.part == "rank"
    higher = next(row["better"] for row in at.indicators() if row["key"] == address.key) == "higher"
    return 1 + sum(1 for other in values if (other > value if higher else other < value))


def _row(at: Workspace, address: Address, period: str) -> dict[str, Any]:
    rows = at.measure([address.key], org=address.org, period=period or None, by=list(address.by))
    wanted = {name: code or None for name, code in address.by.items()}
    return next(dict(row) for row in rows if {name: row["by_code"][name] for name in wanted} == wanted)


def _value(at: Workspace, address: Address, period: str) -> Any:
    return _row(at, address, period)["value"]


def _siblings(at: Workspace, address: Address) -> list[Any]:
    parent = next(row["parent"] for row in at.org_tree() if row["number"] == address.org)
    rows = at.measure([address.key], org=parent, period=address.period, children=True)
    return [row["value"] for row in rows if row["org"] != parent and row["value"] is not None]


def _owed(at: Workspace, address: Address) -> int:
    until = Period.parse(address.period).last if address.period else date.fromisoformat(address.on)
    rows = [row for row in at.due(to_on=until, org=address.org) if row["duty"] == address.key]
    return sum(1 for row in rows if (row["overdue_days"] > 0) == (address.part == "overdue"))
