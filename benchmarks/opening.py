"""Opens the terminal interface on a register, headless, until the first rows stand on the screen."""

from __future__ import annotations

import asyncio
from time import perf_counter

from benchmarks.apart import Run
from benchmarks.county import ON
from unionwork_tui.app import UnionApp
from unionwork_tui.places import REGISTERS

_MOST = 120.0


def open_members(place: str) -> Run:
    """From the start of the program to the first members: the workspace is opened within it."""
    app = UnionApp(place, on=ON, kind="member")

    async def scene() -> float:
        started = perf_counter()
        async with app.run_test(size=(80, 24)):
            while not _stands(app):
                if perf_counter() - started > _MOST:
                    raise TimeoutError("no rows stand on the screen")
                await asyncio.sleep(0.005)
            taken = perf_counter() - started
            app.exit()
        return taken

    try:
        seconds = asyncio.run(scene())
    finally:
        app.close_workspace()
    return Run(seconds=seconds, answer="")


def _stands(app: UnionApp) -> bool:
    pane = app.front if app.workspace is not None else None
    return isinstance(pane, REGISTERS) and bool(pane.table.rows) and not pane.table.busy
