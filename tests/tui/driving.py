"""Drives the terminal interface as a person would: keys in, texts out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from unionwork_tui.app import UnionApp

DAY = date(2024, 12, 31)
SMALL, LARGE = (80, 24), (120, 40)


class ToldApp(UnionApp):
    """The program, which also remembers what it said in passing: on the screen that stays for seconds only.

    Attributes:
        told: the notices so far.
    """

    def __init__(self, place: str = "", **facts: Any) -> None:
        super().__init__(place, **facts)
        self.told: list[str] = []

    def notify(self, message: str, **facts: Any) -> None:
        """Say it, and remember it."""
        self.told.append(message)
        super().notify(message, **facts)


async def settle(pilot: Pilot[Any], seconds: float = 120) -> None:
    """Wait until no question is on its way and every answer is on the screen.

    Raises:
        AssertionError: it takes longer than so many seconds.
    """
    app = pilot.app
    assert isinstance(app, UnionApp)
    end = monotonic() + seconds
    quiet = 0
    while quiet < 2:
        # While a question is on its way its thread needs the processor, and pausing would only watch it.
        while app.questions.running():
            quiet = 0
            assert monotonic() < end, f"still running: {[held.group for held in app.questions.running()]}"
            await asyncio.sleep(0.01)
        # At first until the program is idle; then what that has begun is given a moment to show.
        await pilot.pause(0.01 if quiet else None)
        quiet = 0 if app.questions.running() else quiet + 1


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other, each after what the one before it began has settled."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def drive(app: UnionApp, play: Callable[[Pilot[Any]], Awaitable[None]], *, size: tuple[int, int] = SMALL) -> None:
    """Run the program headless, settled, and play a scene in it."""

    async def scene() -> None:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            await play(pilot)
            await settle(pilot)

    try:
        asyncio.run(scene())
    finally:
        app.close_workspace()


def open_app(place: Path | str = "", **more: Any) -> ToldApp:
    """The program on a workspace, on the last day of the sample's story."""
    return ToldApp(str(place), **{"on": DAY, **more})


def lines(app: UnionApp, *, sheet: bool = False) -> list[str]:
    """What stands on the screen now, line by line, as the terminal gets it; `sheet` gives only the sheet on top."""
    strips = [Strip(strip) for strip in app.screen._compositor.render_strips()]
    if sheet and app.screen.query(".sheet"):
        x, y, width, height = app.screen.query_one(".sheet").region
        strips = [strip.crop(x, x + width) for strip in strips[y : y + height]]
    return [strip.text.rstrip() for strip in strips]


def screen_text(app: UnionApp) -> str:
    """What stands on the screen now."""
    return "\n".join(lines(app))


def widgets(app: UnionApp) -> Iterator[Widget]:
    """Every widget of the screen on top."""
    yield from app.screen.query(Widget)
