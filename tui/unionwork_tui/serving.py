"""The interface in the browser of this machine: a page of our own, a one-time token, nothing from outside."""

from __future__ import annotations

import os
import secrets
import shlex
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Final

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server

from unionwork.errors import StoreError
from unionwork_tui.served import VARIABLE, write_options

HOST: Final = "127.0.0.1"
COOKIE: Final = "unionwork_page"
_SCRIPT = "js/textual.js"
_WEBGL = "this.terminal.loadAddon(this.webglAddon),"
_WEB = Path(__file__).parent / "web"
_REFUSED = (
    "这个地址打不开：口令已经用过或不对。请关掉 unionwork serve 再运行一次，打开它新给的地址。 "
    "This address is not open: its token was used or is wrong. Run unionwork serve again and open the new address."
)
_HEADERS = {
    "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PageServer(Server):
    """Serves the interface to one browser: the first that brings the token gets a cookie, nobody else a page.

    Attributes:
        token: what the address carries; "" once it was used.
    """

    def __init__(self, port: int, lang: str) -> None:
        command = [sys.executable, "-m", "unionwork_tui.served"]
        joined = subprocess.list2cmdline(command) if os.name == "nt" else shlex.join(command)
        super().__init__(joined, host=HOST, port=port, title="unionwork", templates_path=_WEB)
        self.token, self.lang = secrets.token_urlsafe(32), lang
        self._page = secrets.token_urlsafe(32)
        self._own_hosts = {f"{name}:{port}" for name in (HOST, "localhost")}

    @property
    def address(self) -> str:
        """What the person opens."""
        return f"http://{HOST}:{self.port}/?token={self.token}"

    async def make_app(self) -> web.Application:
        """The application: one page, its socket, the files that belong to it, all behind the same door."""
        app = web.Application(middlewares=[self._door])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(self.templates_path), autoescape=True)
        app.add_routes(
            [
                web.get("/", self.handle_page, name="index"),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.get("/download/{key}", self.handle_download, name="download"),
                web.get(f"/static/{_SCRIPT}", self.handle_script, name="script"),
                web.static("/static", self.statics_path, name="static"),
            ]
        )
        return app

    async def handle_page(self, request: web.Request) -> web.StreamResponse:
        """The page with the terminal; every address on it is one of this server."""
        nonce = secrets.token_urlsafe(16)
        words = {
            "zh": ("界面已关闭", "重新打开", "正在打开…"),
            "en": ("The interface was closed", "Open again", "Opening…"),
        }
        closed, again, opening = words["en" if self.lang == "en" else "zh"]
        context = {
            "lang": self.lang, "nonce": nonce, "closed": closed, "again": again, "opening": opening,
            "socket": f"ws://{request.host}/ws",
        }  # fmt: skip
        page = aiohttp_jinja2.render_template("page.html", request, context)
        page.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
            f"img-src 'self' data:; font-src 'self'; connect-src 'self' ws://{request.host}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return page

    async def handle_script(self, request: web.Request) -> web.StreamResponse:
        """The terminal's script, drawing on a plain canvas: it would stop where a machine has no WebGL."""
        del request
        script = (Path(self.statics_path) / _SCRIPT).read_text(encoding="utf-8")
        return web.Response(text=script.replace(_WEBGL, ""), content_type="text/javascript", charset="utf-8")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """The socket of one page; a page of another site is turned away although it would carry the cookie."""
        if request.headers.get("Origin") not in {f"http://{host}" for host in self._own_hosts}:
            raise web.HTTPForbidden(text=_REFUSED)
        return await super().handle_websocket(request)

    @web.middleware
    async def _door(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Let in who asks this machine by its own name and has the token, or the cookie that it was changed for."""
        brought = request.query.get("token")
        is_first = bool(self.token) and brought is not None and secrets.compare_digest(
            brought.encode(), self.token.encode()
        )  # fmt: skip
        is_known = secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), self._page.encode())
        if request.host not in self._own_hosts or not (is_known or (is_first and request.path == "/")):
            answer: web.StreamResponse = web.Response(status=403, text=_REFUSED)
        else:
            # Whoever comes next with the same token comes too late, even at the same moment.
            self.token = "" if is_first else self.token
            answer = await handler(request)
        if answer.prepared:
            return answer
        answer.headers.update(_HEADERS)
        if is_first and answer.status == 200:
            answer.set_cookie(COOKIE, self._page, httponly=True, samesite="Strict", path="/")
        return answer


def serve(
    place: str, *, operator: str | None, on: date | None, lang: str, port: int, opens: bool, tell: Callable[[str], None]
) -> int:
    """Serve the interface until it is stopped; see `unionwork_tui.serve`."""
    listening = _listen(port)
    server = PageServer(listening.getsockname()[1], lang)
    os.environ[VARIABLE] = write_options(place, operator, on, lang)
    tell(server.address)
    if opens:
        webbrowser.open(server.address)
    # No log of requests: the first one carries the token.
    web.run_app(server.make_app(), sock=listening, print=lambda *_: None, access_log=None, shutdown_timeout=1)
    return 0


def _listen(port: int) -> socket.socket:
    """A port of this machine that no other machine reaches.

    Raises:
        StoreError: it is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise StoreError(f"端口 {port} 不能用({error});请换一个,或不写 --port 任选一个空闲的") from None
    listening.listen()
    return listening
