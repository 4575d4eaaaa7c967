"""What a browser fetches before it can show a page, made small.

Streamlit sends its own scripts as they are, 4 MB of them, and leaves it to a proxy to compress them;
where this app runs there often is none. They never change, so each is compressed once and kept. Nothing
that holds anybody's data is compressed here: with text of others beside it, the length alone could tell
of it.
"""

import asyncio
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.server.messages import asks_for_page, base_path, path_of

PLOTLY = Path(__file__).parent / "vendor" / "plotly-cartesian-4.1.1.min.js"
"""Plotly's own bundle with the kinds of trace that the charts use and few others."""
COMPONENTS = Path(__file__).parents[1] / "components"
_SMALLEST = 1_000
"""Bytes that are worth compressing."""
_TEXT = ("application/javascript", "application/json", "image/svg+xml", "text/")
_LEFT_OUT = re.compile(r"^import .*\n|^\s*(//|/\*\*|\*).*\n|^export (?!default)", re.M)
_WAITING = b"""<div id="root"><style>
.deal-desk-waiting { font: 1.1rem/1.5 system-ui, sans-serif; margin: 30vh auto; text-align: center;
  color: #59626D; }
html { background: #FFFFFF; }
@media (prefers-color-scheme: dark) {
  html { background: #12161C; }
  .deal-desk-waiting { color: #A9B2BD; } }
</style><p class="deal-desk-waiting" role="status">Deal desk is loading \xe2\x80\xa6</p></div>"""


def script(*modules: str) -> str:
    """Put modules of `ui/components` together, each after those that it imports.

    Streamlit takes a component's script as one text and has no address for it, so that nothing could be
    imported. It sends it with every drawing, so that comments stay behind.
    """
    texts = ((COMPONENTS / name).read_text("utf-8") for name in modules)
    return _LEFT_OUT.sub("", "".join(texts))


@cache
def plotly_address() -> str:
    """Return where Plotly's script is, from any page of the app; another script, another address.

    Relative, for a proxy may answer under a path that this server knows nothing of.
    """
    return f"assets/plotly-{hashlib.sha256(PLOTLY.read_bytes()).hexdigest()[:16]}.js"


def routes() -> list[Route]:
    """Return what answers for the files that are fetched beside the pages."""
    return [Route(f"{base_path()}/{plotly_address()}", _plotly)]


async def _plotly(_request: Request) -> Response:
    return Response(
        PLOTLY.read_bytes(),
        media_type="text/javascript",
        headers={"Cache-Control": "public, immutable, max-age=31536000"},
    )


@dataclass(frozen=True)
class _Response:
    start: Message
    body: bytes


class Small:
    """Middleware that compresses what never changes, and lets the first answer say what is coming.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, _Response] = {}
        self._compressing = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers, path = Headers(scope=scope), path_of(scope)
        if path.startswith(("/static/", "/assets/")):
            complete = not set(headers) & {"range", "if-none-match", "if-modified-since"}
            if complete and "gzip" in headers.get("accept-encoding", ""):
                await self._compressed(scope, send)
                return
        elif asks_for_page(scope):
            await self._first(scope, send)
            return
        await self._app(scope, receive, send)

    async def _compressed(self, scope: Scope, send: Send) -> None:
        # One at a time: a whole class that arrives after a start asks for the same files.
        async with self._compressing:
            answer = self._kept.get(scope["path"])
            if answer is None:
                answer = await self._answered(scope)
                headers = MutableHeaders(raw=answer.start["headers"])
                headers.add_vary_header("Accept-Encoding")
                if len(answer.body) >= _SMALLEST and headers.get("content-type", "").startswith(
                    _TEXT
                ):
                    body = await run_in_threadpool(gzip.compress, answer.body, 9, mtime=0)
                    headers["Content-Encoding"] = "gzip"
                    headers["Content-Length"] = str(len(body))
                    answer = _Response(answer.start, body)
                # Only what there is, and never changes: there is no end of addresses. And nothing
                # that was said to one visitor alone.
                for_ever = "immutable" in headers.get("cache-control", "")
                if answer.start["status"] == 200 and for_ever and "set-cookie" not in headers:
                    self._kept[scope["path"]] = answer
        await _say(answer, send)

    async def _first(self, scope: Scope, send: Send) -> None:
        """Say on Streamlit's empty page that the app is loading, until its scripts put that away."""
        answer = await self._answered(scope)
        headers = MutableHeaders(raw=answer.start["headers"])
        body = answer.body.replace(b'<div id="root"></div>', _WAITING)
        if body != answer.body:
            body = body.replace(b"<title>Streamlit<", b"<title>Deal desk<")
            # They are the file's, and know nothing of what was added.
            del headers["etag"], headers["last-modified"]
            headers["Content-Length"] = str(len(body))
        await _say(_Response(answer.start, body), send)

    async def _answered(self, scope: Scope) -> _Response:
        """Return an answer as a whole and as it is, whatever the visitor has or can read."""
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"accept-encoding" and not name.startswith(b"if-")
        ]
        start: Message = {}
        parts: list[bytes] = []
        asked: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

        async def heard() -> Message:
            # That this visitor leaves must not cut short what is kept for all the others.
            if asked:
                return asked.pop()
            never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
            return await never

        async def take(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        # Without the extensions, a file comes as bytes and not as a path for the server to send.
        await self._app({**scope, "headers": headers, "extensions": {}}, heard, take)
        return _Response(start, b"".join(parts))


async def _say(answer: _Response, send: Send) -> None:
    await send(answer.start)
    await send({"type": "http.response.body", "body": answer.body})
