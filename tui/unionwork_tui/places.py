"""The places behind the digits, in their order."""

from __future__ import annotations

from typing import Final

from unionwork_tui.checks import ChecksPane
from unionwork_tui.indicators import IndicatorsPane
from unionwork_tui.pane import Pane
from unionwork_tui.regions import RegionsPane
from unionwork_tui.registers import RegistersPane
from unionwork_tui.reports import ReportsPane
from unionwork_tui.today import TodayPane

PLACES: Final[tuple[type[Pane], ...]] = (
    TodayPane, RegistersPane, IndicatorsPane, ChecksPane, ReportsPane, RegionsPane,
)  # fmt: skip
REGISTERS: Final = RegistersPane
