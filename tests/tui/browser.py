"""A headless Chromium that is driven through its own debugging socket, without any library for it."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_PACKAGES = ("chromium", "fonts-wqy-zenhei")


def find_chromium() -> str:
    """The program, installed by Debian's apt where that can be done; the test is left out where it cannot."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.skip("no Chromium on this machine, and apt cannot install it: not Debian, or not root")
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *_PACKAGES]):
        done = subprocess.run(["apt-get", *words], capture_output=True, text=True, check=False, timeout=600)
        if done.returncode:
            pytest.skip(f"no Chromium on this machine, and apt could not install it: {done.stderr.strip()[-200:]}")
    return shutil.which("chromium") or pytest.skip("no Chromium, although apt installed it")


class Tab:
    """One page of the browser.

    Attributes:
        addresses: every address that the page asked for.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._last = socket, 0
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self.addresses: list[str] = []
        self._reader = asyncio.create_task(self._read())

    async def ask(self, method: str, **facts: Any) -> Any:
        """Ask the browser for something and wait for its answer."""
        self._last += 1
        answer = self._answers[self._last] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._last, "method": method, "params": facts})
        return await asyncio.wait_for(answer, 30)

    async def run(self, script: str) -> Any:
        """What a piece of JavaScript gives."""
        found = await self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return found["result"].get("value")

    async def wait_for(self, script: str, seconds: float = 30) -> None:
        """Wait until a piece of JavaScript gives true."""
        for _ in range(int(seconds * 10)):
            if await self.run(script):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"never true in the browser: {script}")

    async def picture(self, path: Path) -> bytes:
        """A picture of the page, also written to a file."""
        shot = base64.b64decode((await self.ask("Page.captureScreenshot", format="png"))["data"])
        path.write_bytes(shot)
        return shot

    async def close(self) -> None:
        """Stop listening."""
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self) -> None:
        async for message in self._socket:
            told = message.json()
            if told.get("method") in ("Network.requestWillBeSent", "Network.webSocketCreated"):
                facts = told["params"]
                self.addresses.append(facts["request"]["url"] if "request" in facts else facts["url"])
            answer = self._answers.pop(told.get("id", 0), None)
            if answer is not None and not answer.done():
                answer.set_result(told.get("result") or told)


@asynccontextmanager
async def a_tab(width: int = 1100, height: int = 620) -> AsyncIterator[Tab]:
    """A browser with one empty page, closed at the end."""
    program = find_chromium()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = await asyncio.create_subprocess_exec(
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--remote-debugging-port=0", f"--user-data-dir={profile}",
            f"--window-size={width},{height}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            port = await _port_of(Path(profile))
            async with aiohttp.ClientSession() as http:
                async with http.get(f"http://127.0.0.1:{port}/json/list") as answer:
                    page = next(entry for entry in await answer.json() if entry["type"] == "page")
                async with http.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    tab = Tab(socket)
                    for part in ("Page", "Network", "Runtime"):
                        await tab.ask(f"{part}.enable")
                    yield tab
                    await tab.close()
        finally:
            browser.terminate()
            await browser.wait()


async def _port_of(profile: Path) -> int:
    """The port that the browser chose; it writes it into its profile."""
    for _ in range(300):
        file = profile / "DevToolsActivePort"
        if file.exists() and (text := file.read_text().split()):
            return int(text[0])
        await asyncio.sleep(0.1)
    raise AssertionError("the browser did not start")
