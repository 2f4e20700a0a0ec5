"""Made-up rolls with their answers, for the demo, for tests and for measuring speed."""

from __future__ import annotations

from unionwork.sample.layout import HEADERS, LAYOUTS
from unionwork.sample.place import COUNTY, TOWNS
from unionwork.sample.roll import demo_rolls, write_rolls
from unionwork.sample.sheet import Refusal, Sheet
from unionwork.sample.truth import Truth

__all__ = [
    "COUNTY",
    "HEADERS",
    "LAYOUTS",
    "TOWNS",
    "Refusal",
    "Sheet",
    "Truth",
    "demo_rolls",
    "write_rolls",
]
