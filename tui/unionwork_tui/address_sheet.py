"""Where the numbers of a line come from: each with its organisation, period and command; Enter opens its records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.widgets import Static

from unionwork.values import Period
from unionwork_tui.grid import Column, Grid, Line
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Address
    from unionwork_tui.app import UnionApp

_SORTS: Final[dict[str, Words]] = {
    "indicator": ("指标", "indicator"), "target": ("目标", "target"), "param": ("参数", "parameter"),
    "check": ("检查", "check"), "duty": ("事项", "duty"), "list": ("台账", "register"),
}  # fmt: skip
_COLUMNS: Final = (
    Column("label", ("名称", "name"), 16, grow=2),
    Column("value", ("数值", "value"), 12, right=True),
    Column("sort", ("出处", "source"), 9),
    Column("org", ("组织", "organisation"), 14, grow=1, keep=1),
    Column("period", ("期间", "period"), 8, keep=2),
    Column("on", ("截至", "as of"), 10, keep=3),
)


class AddressSheet(Sheet[int]):
    """The addresses of the numbers of one line of a page."""

    DEFAULT_CSS = """
    AddressSheet > .sheet { width: 96%; max-width: 130; height: auto; }
    AddressSheet Grid { height: auto; max-height: 16; min-height: 3; }
    AddressSheet #command { height: auto; margin-top: 1; }
    """
    keys_line: ClassVar[Words] = ("Enter 看背后的记录  Esc 关闭", "Enter the records behind it  Esc close")
    about: ClassVar[Words] = (
        "报告里每个数的出处：哪个指标、组织、期间，截至哪一天。下面一行命令随时可以重新测算。",
        "Where each number comes from: indicator, organisation, period, day. The command below measures it again.",
    )

    def __init__(self, addresses: Sequence[Address]) -> None:
        super().__init__()
        self._addresses = {str(address.place): address for address in addresses}

    def title_text(self) -> str:
        return say(f"这些数从哪里来 · {len(self._addresses)}", f"Where they come from · {len(self._addresses)}")

    def body(self) -> ComposeResult:
        yield Grid(_COLUMNS)
        yield Static("", id="command", markup=False)

    def on_mount(self) -> None:
        """List the addresses."""
        grid = self.query_one(Grid)
        lines = [
            Line(place, {
                "label": address.label, "value": f"{address.value}{address.unit}", "sort": say(*_SORTS[address.sort]),
                "org": address.org_name, "period": address.period, "on": address.on,
            })
            for place, address in self._addresses.items()
        ]  # fmt: skip
        grid.styles.height = len(lines) + 1
        grid.show(lines)
        grid.focus()

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Say the command that measures the number again."""
        address = self._addresses.get(event.key)
        if address is None:
            return
        document = say(f"依据：{address.where}\n", f"by: {address.where}\n") if address.sort == "param" else ""
        self.query_one("#command", Static).update(f"{document}{address.key}\n{address.command}")

    def on_grid_opened(self, event: Grid.Opened) -> None:
        """Open what stands behind the number."""
        self.dismiss(int(event.key))


def open_addresses(app: UnionApp, addresses: Sequence[Address]) -> None:
    """Show where numbers come from; the chosen one's records are opened."""
    held = {address.place: address for address in addresses}

    def chosen(place: int | None) -> None:
        if place is not None:
            _open(app, held[place])

    app.push_screen(AddressSheet(addresses), chosen)


def _open(app: UnionApp, address: Address) -> None:
    """The records behind a figure; else the place where the source is looked after."""
    from unionwork_tui.behind_sheet import open_behind

    if address.sort == "indicator":

        def show(rows: Sequence[dict[str, object]]) -> None:
            found = next(row for row in rows if row["key"] == address.key)
            open_behind(app, found, Period.parse(address.period), org=address.org)

        if address.period:
            app.ask(app.base, lambda workspace: list(workspace.indicators()), show, group="behind")
        else:
            app.action_go("indicators")
    elif address.sort == "list":
        app.open_record(address.key, where=[address.where] if address.where else [])
    else:
        places = {"check": "checks", "duty": "today", "target": "indicators", "param": "regions"}
        app.action_go(places[address.sort])
