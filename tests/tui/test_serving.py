"""The interface in the browser: who gets in, what the page loads, and that it shows the same screens."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import attrs
import pytest

from tests.tui.browser import a_tab
from unionwork import Workspace

# Keeps what comes over the page's own socket: the text that the terminal draws.
_LISTEN = """
window.drawn = '';
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...facts) {
    super(...facts);
    const reader = new TextDecoder();
    this.addEventListener('message', told => {
      if (typeof told.data !== 'string') window.drawn += reader.decode(told.data, {stream: true});
    });
  }
};
"""


@attrs.frozen
class Served:
    """A running server.

    Attributes:
        address: what it told to open, with the token.
        process: it.
    """

    address: str
    process: subprocess.Popen[str]

    @property
    def origin(self) -> str:
        """The address without path and token."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The real command over a small workspace."""
    place = tmp_path / "红星.db"
    Workspace.create(place, name="红星县总工会").close()
    process = subprocess.Popen(
        [sys.executable, "-m", "unionwork_cli", "-w", str(place), "serve", "--no-open"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1", "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")},
    )  # fmt: skip
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"http://\S+", line)
    try:
        assert found, line + process.stderr.read()
        yield Served(found[0], process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(15)
        process.stderr.close()


async def _ask(session: aiohttp.ClientSession, address: str, **headers: str) -> tuple[int, str, Any]:
    async with session.get(address, headers=headers, allow_redirects=False) as answer:
        return answer.status, await answer.text(), answer.headers


def test_the_server_listens_on_this_machine_only(served: Served) -> None:
    import psutil

    listening = [
        connection.laddr.ip
        for connection in psutil.Process(served.process.pid).net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


def test_the_token_opens_the_page_once_and_nothing_opens_without_it(served: Served) -> None:
    async def visit() -> None:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as first:
            for path in ("/", "/?token=wrong", "/static/js/textual.js", "/ws", "/download/x"):
                status, text, _ = await _ask(first, served.origin + path)
                assert status == 403, path
                assert "unionwork serve" in text
                assert len(text.splitlines()) == 1
            token = urlsplit(served.address).query
            assert (await _ask(first, f"{served.origin}/static/js/textual.js?{token}"))[0] == 403
            status, _, headers = await _ask(first, served.address)
            assert status == 200
            cookie = headers["Set-Cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
            assert (await _ask(first, served.origin + "/"))[0] == 200
            assert (await _ask(first, served.origin + "/static/js/textual.js"))[0] == 200
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as second:
            assert (await _ask(second, served.address))[0] == 403, "the token was used up"

    asyncio.run(visit())


def test_another_site_reaches_neither_page_nor_socket(served: Served) -> None:
    async def visit() -> None:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            assert (await _ask(session, served.address, Host="evil.example"))[0] == 403, "a name that points here"
            assert (await _ask(session, served.address))[0] == 200
            assert (await _ask(session, served.origin + "/", Host="evil.example"))[0] == 403
            socket = served.origin.replace("http", "ws") + "/ws"
            for origin in (None, "http://evil.example", "null"):
                with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                    await session.ws_connect(socket, origin=origin)
                assert refused.value.status == 403
            async with session.ws_connect(f"{socket}?width=80&height=24", origin=served.origin) as opened:
                assert (await opened.receive(timeout=30)).data
        async with aiohttp.ClientSession() as stranger:
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await stranger.ws_connect(socket, origin=served.origin)

    asyncio.run(visit())


def test_the_page_names_no_address_outside(served: Served) -> None:
    async def visit() -> None:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            _, page, headers = await _ask(session, served.address)
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["Cache-Control"] == "no-store"
            assert "token=" not in page
            linked = re.findall(r"(?:src|href)=\"([^\"]+)\"|url\(\"?([^)\"]+)", page)
            targets = [one or other for one, other in linked]
            assert len(targets) > 3
            assert [target for target in targets if not target.startswith(("/static/", "data:"))] == []
            for target in targets:
                if target.startswith("/static/"):
                    answer = await session.get(served.origin + target)
                    assert answer.status == 200, target
                    if target.endswith(".css"):
                        assert re.findall(r"url\(\s*['\"]?(?!data:)[^)]+|@import", await answer.text()) == []
                    answer.release()

    asyncio.run(visit())


@pytest.mark.slow
def test_a_browser_shows_the_screens_in_chinese_and_loads_nothing_from_outside(served: Served, tmp_path: Path) -> None:
    async def visit() -> tuple[list[str], str, bytes, bytes]:
        async with a_tab() as tab:
            await tab.ask("Page.addScriptToEvaluateOnNewDocument", source=_LISTEN)
            await tab.ask("Page.navigate", url=served.address)
            for word in ("红星县总工会", "三十天内没有到期的事项"):
                await tab.wait_for(f"window.drawn.includes('{word}')", 60)
            await tab.wait_for("document.body.classList.contains('-first-byte')")
            before = await tab.picture(tmp_path / "first.png")
            assert not await tab.run("window.drawn.includes('Excel 导入')")
            await tab.ask("Input.dispatchKeyEvent", type="char", text="2")
            await tab.wait_for("window.drawn.includes('Excel 导入')", 60)
            after = await tab.picture(tmp_path / "after.png")
            return tab.addresses, await tab.run("location.href"), before, after

    addresses, place, before, after = asyncio.run(visit())
    hosts = {urlsplit(address).netloc for address in addresses if not address.startswith("data:")}
    assert hosts == {urlsplit(served.address).netloc}
    assert any(address.startswith("ws://") for address in addresses)
    assert "token" not in place
    assert before != after, "a key reaches the interface"
    assert _is_picture_of_words(before)


def _is_picture_of_words(picture: bytes) -> bool:
    """Whether the picture is more than one plain surface: words take room when they are packed."""
    return len(picture) > 10_000


def test_a_stopped_server_leaves_no_process_and_says_nothing_private(served: Served) -> None:
    import psutil

    async def visit() -> list[psutil.Process]:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            await _ask(session, served.address)
            socket = served.origin.replace("http", "ws") + "/ws?width=80&height=24"
            async with session.ws_connect(socket, origin=served.origin) as opened:
                await opened.receive(timeout=30)
                children = psutil.Process(served.process.pid).children(recursive=True)
                served.process.send_signal(signal.SIGINT)
                await asyncio.to_thread(served.process.wait, 15)
                return children

    children = asyncio.run(visit())
    assert children
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
    assert served.process.returncode == 0
    assert served.process.stderr is not None
    assert urlsplit(served.address).query not in served.process.stderr.read()
