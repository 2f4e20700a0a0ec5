"""Draws the pictures of the documentation anew: the real interface, served to a headless browser, keys pressed.

Run `make pictures`. Chromium and a Chinese font are needed; on Debian, root gets them by apt. With
`python docs/pictures.py FOLDER` every picture is drawn in both languages and sizes, to be looked at.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docs.smaller import make_smaller  # noqa: E402
from tests.tui.browser import Tab, a_tab  # noqa: E402 (the tests are no package)
from unionwork import Workspace, demo  # noqa: E402
from unionwork.sample import write_rolls  # noqa: E402

FOLDER: Final = ROOT / "docs" / "pictures"
SMALL, LARGE = (80, 24), (120, 40)
DAY: Final = "2024-12-31"
# What a cell of the terminal takes at its font size, in pixels; a little more is left at the edges.
_CELL: Final = (9, 21)
_SPARE: Final = (6, 4)
_MOST_BYTES: Final = 120_000
_FIRST_BYTE: Final = "document.body.classList.contains('-first-byte')"
_SIZE: Final = re.compile(r"width=(\d+)&height=(\d+)")
_CODES: Final = {
    "Enter": 13, "Escape": 27, "Tab": 9, "ArrowUp": 38, "ArrowDown": 40, "ArrowLeft": 37, "ArrowRight": 39,
    "Home": 36, "End": 35, **{f"F{number}": 111 + number for number in range(1, 13)},
}  # fmt: skip


class Picture(NamedTuple):
    """A picture: how the file is called, and which keys lead there from 今日.

    Attributes:
        keys: names of keys as a browser calls them, ^X for Ctrl+X; anything else is typed as it stands,
            {rolls} being the folder of the sample's rolls.
    """

    name: str
    lang: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()


PICTURES: Final = (
    Picture("今日", "zh", SMALL),
    Picture("台账", "zh", LARGE, ("2", "F10", "wtyh", "Enter", "ArrowDown", "Enter")),
    Picture("办理", "zh", SMALL, ("Enter", "F9")),
    Picture("指标", "zh", LARGE, ("3", *["ArrowDown"] * 16)),
    Picture("明细", "zh", SMALL, ("3", "^X", "2024", "Enter", *["ArrowDown"] * 16, "Enter")),
    Picture("检查", "zh", LARGE, ("4",)),
    Picture("导入", "zh", SMALL, ("F6", "{rolls}/困难职工档案.xlsx", "Enter", "F4")),
    Picture("today", "en", SMALL),
)  # fmt: skip


async def draw(picture: Picture, place: Path, rolls: Path, target: Path) -> None:
    """Draw one picture from a fresh start of the interface."""
    shots = rolls.parent / "shot.png"
    with _served(place, picture.lang) as address:
        async with a_tab(1300, 900) as tab:
            width, height = (
                cell * count + spare for cell, count, spare in zip(_CELL, picture.size, _SPARE, strict=True)
            )
            await tab.ask(
                "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
            )
            await tab.ask("Page.navigate", url=address)
            await tab.wait_for(_FIRST_BYTE)
            sizes = [found for address in tab.addresses if (found := _SIZE.search(address))]
            got = tuple(int(part) for part in sizes[-1].groups())
            if got != picture.size:
                raise SystemExit(f"{picture.name}: the browser shows {got} cells, wanted are {picture.size}")
            await _rest(tab, shots)
            await tab.run("document.querySelector('.xterm-helper-textarea').focus()")
            for key in picture.keys:
                await _press(tab, key.format(rolls=rolls))
                await _rest(tab, shots, seconds=0.4)
            # What runs in the background is waited for, and toasts pass.
            png = await _rest(tab, shots, seconds=7)
    cells = _CELL[0] * picture.size[0], _CELL[1] * picture.size[1]
    target.write_bytes(make_smaller(png, cells))


async def _rest(tab: Tab, shots: Path, seconds: float = 2.0) -> bytes:
    """Wait until the screen stays the same for so long; its picture."""
    held, since = b"", 0.0
    for _ in range(200):
        shot = await tab.picture(shots)
        since = since + 0.2 if shot == held else 0.0
        held = shot
        if since >= seconds:
            break
        await asyncio.sleep(0.2)
    return held


async def _press(tab: Tab, key: str) -> None:
    """Press a key, or type a text."""
    if key in _CODES:
        await _stroke(tab, key=key, code=key, windowsVirtualKeyCode=_CODES[key])
    elif re.fullmatch(r"\^[A-Z]", key):
        letter = key[1].lower()
        await _stroke(tab, key=letter, code=f"Key{key[1]}", windowsVirtualKeyCode=ord(key[1]), modifiers=2)
    else:
        for sign in key:
            await tab.ask("Input.dispatchKeyEvent", type="char", text=sign)


async def _stroke(tab: Tab, **facts: Any) -> None:
    await tab.ask("Input.dispatchKeyEvent", type="rawKeyDown", **facts)
    await tab.ask("Input.dispatchKeyEvent", type="keyUp", **facts)


@contextmanager
def _served(place: Path, lang: str) -> Iterator[str]:
    """The address of the interface over a workspace, with settings of nobody."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        folder = Path(home)
        copy = folder / place.name
        shutil.copy(place, copy)
        process = subprocess.Popen(
            [sys.executable, "-m", "unionwork_cli", "-w", str(copy), "--on", DAY, "--lang", lang, "serve", "--no-open"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=folder,
            env={**os.environ, "PYTHONUTF8": "1", "UNIONWORK_STATE": home, "UNIONWORK_CONFIG": home},
        )  # fmt: skip
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            found = re.search(r"http://\S+", line)
            assert found, line + process.stderr.read()
            yield found[0]
        finally:
            process.terminate()
            process.wait(15)


def draw_all(pictures: Sequence[Picture], folder: Path) -> list[str]:
    """Draw pictures into a folder; what a person has to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    faults = []
    with tempfile.TemporaryDirectory() as home:
        demo(home)
        place = next(Path(home).glob("*.db"))
        with Workspace.open(place, on=date.fromisoformat(DAY)) as workspace:
            # Higher than the sample's own, to show what missing one looks like.
            workspace.set_target("finding.closed_rate", "95", from_on=date(2024, 1, 1), source="年度责任书（演示）")
        # A roll as offices write them: what is wrong with it is what a preview is for.
        rolls = Path(home) / "花名册"
        write_rolls(rolls, seed=7, size=0.1, dirty=True, rolls=("hardship",))
        for picture in pictures:
            target = folder / f"{picture.name}.png"
            asyncio.run(draw(picture, place, rolls, target))
            size = target.stat().st_size
            sys.stdout.write(f"{target.name}  {size:,}\n")
            if size > _MOST_BYTES:
                faults.append(f"{target.name}: {size:,} bytes, at most {_MOST_BYTES:,}")
    return faults


def variants() -> Iterator[Picture]:
    """Every picture in both languages and both sizes."""
    for picture in PICTURES:
        for lang in ("zh", "en"):
            for size in (SMALL, LARGE):
                yield picture._replace(name=f"{picture.name}-{lang}-{size[0]}", lang=lang, size=size)


def main() -> None:
    """Draw the documentation's pictures, or all variants into the folder that is named."""
    asked = sys.argv[1:]
    faults = draw_all(list(variants()), Path(asked[0])) if asked else draw_all(PICTURES, FOLDER)
    sys.exit("\n".join(faults) or None)


if __name__ == "__main__":
    main()
