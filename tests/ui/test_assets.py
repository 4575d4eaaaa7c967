"""What is compressed, what is kept, and what is never touched."""

import asyncio
import gzip
import hashlib
import re
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
from plotly.offline import get_plotlyjs_version
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message

from tests.support import awaited
from ui.server import assets
from ui.server.assets import PLOTLY, Small, plotly_address

SCRIPT = "let more = 1;\n" * 1_000
FOR_EVER = {"Cache-Control": "public, immutable, max-age=31536000"}


class AppUnderTest:
    """A server with Streamlit's kinds of address, and how often each was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._app = Small(
            Starlette(
                routes=[
                    Route("/static/js/index.js", self._answer(SCRIPT, "text/javascript", FOR_EVER)),
                    Route("/static/small.js", self._answer("1", "text/javascript", FOR_EVER)),
                    Route("/static/font.woff2", self._answer(SCRIPT, "font/woff2", FOR_EVER)),
                    Route("/static/changes.js", self._answer(SCRIPT, "text/javascript", {})),
                    Route("/static/own.js", self._own),
                    Route("/media/report.csv", self._answer(SCRIPT, "text/csv", FOR_EVER)),
                    Route("/join", self._page),
                    *assets.routes(),
                ]
            )
        )

    def _answer(self, text: str, kind: str, headers: Mapping[str, str]) -> Callable[..., Response]:
        def answer(request: Request) -> Response:
            self.asked.append(request.url.path)
            return PlainTextResponse(text, media_type=kind, headers=dict(headers))

        return answer

    def _own(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        answer = PlainTextResponse(SCRIPT, media_type="text/javascript", headers=FOR_EVER)
        answer.set_cookie("visitor", str(len(self.asked)))
        return answer

    def _page(self, _request: Request) -> Response:
        text = '<title>Streamlit</title><div id="root"></div>'
        return HTMLResponse(text, headers={"ETag": '"1"', "Last-Modified": "yesterday"})

    def get(self, path: str, **headers: str) -> Response:
        """Ask, as a browser does."""
        named = {
            "accept-encoding": "gzip, br",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        }
        response = Response()
        response.body = b""

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                response.status_code = message["status"]
                response.raw_headers = list(message["headers"])
            else:
                response.body = bytes(response.body) + message.get("body", b"")

        awaited(self._app(scope, receive, send))
        return response


def test_a_script_is_compressed_once_and_said_to_everybody() -> None:
    site = AppUnderTest()
    for _ in range(3):
        answer = site.get("/static/js/index.js")
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == FOR_EVER["Cache-Control"]
        assert int(answer.headers["content-length"]) == len(answer.body) < len(SCRIPT) / 10
        assert gzip.decompress(answer.body).decode() == SCRIPT
    assert site.asked == ["/static/js/index.js"]
    # Who cannot read it, or wants a part of it, is answered as before.
    for asked in (
        {"accept_encoding": "identity"},
        {"range": "bytes=0-9"},
        {"if_none_match": '"1"'},
    ):
        assert "content-encoding" not in site.get("/static/js/index.js", **asked).headers


def test_a_visitor_who_leaves_does_not_cut_short_what_others_get() -> None:
    async def parts() -> AsyncIterator[bytes]:
        for line in SCRIPT.splitlines(keepends=True):
            await asyncio.sleep(0)
            yield line.encode()

    def script(_request: Request) -> Response:
        return StreamingResponse(parts(), media_type="text/javascript", headers=FOR_EVER)

    app = Small(Starlette(routes=[Route("/static/js/a.js", script)]))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": "GET",
        "path": "/static/js/a.js",
        "query_string": b"",
        "headers": [(b"accept-encoding", b"gzip")],
    }

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    for _ in range(2):
        awaited(app(scope, gone, send))
        assert gzip.decompress(sent[-1]["body"]).decode() == SCRIPT


@pytest.mark.parametrize("path", ["/static/small.js", "/static/font.woff2", "/media/report.csv"])
def test_nothing_is_compressed_that_gains_nothing_or_holds_data(path: str) -> None:
    assert "content-encoding" not in AppUnderTest().get(path).headers


def test_what_changes_is_not_kept_nor_what_is_said_to_one_visitor_nor_what_is_not_there() -> None:
    site = AppUnderTest()
    for path in ("/static/changes.js", "/static/own.js"):
        site.get(path)
        site.get(path)
        assert site.asked.count(path) == 2
    for _ in range(2):
        assert site.get("/static/none.js").status_code == 404
    assert site._app._kept == {}


def test_the_first_answer_says_what_is_coming() -> None:
    answer = AppUnderTest().get("/join", if_none_match='"1"')
    text = bytes(answer.body).decode()
    assert "Deal desk is loading" in text
    assert "<title>Deal desk</title>" in text
    assert int(answer.headers["content-length"]) == len(answer.body)
    # A browser that kept it by the file's tag would miss what another version of this app says.
    assert not {"etag", "last-modified"} & set(answer.headers)


def test_plotly_is_of_the_version_that_the_figures_are_for_and_as_it_was_published() -> None:
    text = PLOTLY.read_text("utf-8")
    version = re.search(r"plotly\.js \(cartesian - minified\) v(\S+)", text)
    assert version
    assert version[1] == get_plotlyjs_version()
    hashes = (PLOTLY.parent / "SHA256SUMS").read_text("utf-8")
    assert f"{hashlib.sha256(PLOTLY.read_bytes()).hexdigest()}  {PLOTLY.name}\n" == hashes
    answer = AppUnderTest().get(f"/{plotly_address()}")
    assert gzip.decompress(answer.body) == PLOTLY.read_bytes()
    assert answer.headers["cache-control"] == FOR_EVER["Cache-Control"]
