"""So many pages are open at a time; one too many is told so, and finds room when another has gone."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from classroom.service.browsers import new_token
from classroom.service.classes import MOST_PEOPLE
from classroom.storage.database import Database
from ui.server import browsers, crowd
from ui.server.browsers import COOKIE
from ui.server.crowd import HEALTH, STREAM, Crowd


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Hold a socket until its page goes, and answer everything else."""
    if scope["type"] == "http":
        await PlainTextResponse("inside")(scope, receive, send)
        return
    await send({"type": "websocket.accept"})
    await receive()


def apart(what: Coroutine[None, None, None]) -> None:
    """Do something in a loop of its own; this thread may have one already: the browser tests'."""
    with ThreadPoolExecutor() as other:
        other.submit(asyncio.run, what).result()


class Visitor:
    """Somebody at an address, in a browser that keeps a number or none."""

    def __init__(self, app: Crowd, address: str, token: str = "") -> None:
        self._app = app
        headers = [(b"cookie", f"{COOKIE}={token}".encode())] if token else []
        self._scope: Scope = {"client": (address, 1), "headers": headers, "query_string": b""}

    async def page(self, path: str = "/join") -> tuple[int, str]:
        """The status and the body with which a page is answered."""
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        scope = {**self._scope, "type": "http", "method": "GET", "path": path}
        await self._app(scope, receive, send)
        return sent[0]["status"], sent[1]["body"].decode()

    @asynccontextmanager
    async def tab(self) -> AsyncIterator[bool]:
        """Keep a page open; tell whether it was let in."""
        answered: asyncio.Queue[Message] = asyncio.Queue()
        gone = asyncio.Event()

        async def receive() -> Message:
            await gone.wait()
            return {"type": "websocket.disconnect"}

        scope = {**self._scope, "type": "websocket", "path": STREAM}
        socket = asyncio.create_task(self._app(scope, receive, answered.put))
        yield (await answered.get())["type"] == "websocket.accept"
        gone.set()
        await socket


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A browser's number."""
    db = Database(f"sqlite:///{tmp_path / 'classes.sqlite'}")
    monkeypatch.setattr(browsers, "database", lambda: db)
    yield new_token(db)
    db.close()


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("MOST_BY_BROWSER", "5 pages of Deal desk are open in this browser"),
        ("MOST_FROM", "5 pages of Deal desk are open in your network"),
        ("MOST_PAGES", "5 pages of Deal desk are open here: this server has no room"),
    ],
)
def test_one_page_too_many_says_so_and_has_room_once_another_has_gone(
    token: str, monkeypatch: pytest.MonkeyPatch, limit: str, words: str
) -> None:
    monkeypatch.setattr(crowd, limit, 5)
    doors = Crowd(app)
    one = Visitor(doors, "192.0.2.1", token)

    async def come() -> None:
        async with AsyncExitStack() as open_tabs:
            last = [await open_tabs.enter_async_context(one.tab()) for _ in range(4)]
            async with one.tab() as let_in:
                assert all([*last, let_in])
                status, page = await one.page()
                assert status == 503
                assert words in page
                assert 'http-equiv="refresh"' in page
                status, health = await one.page(HEALTH)
                # Streamlit's page shows it, and asks again.
                assert (status, health.startswith(words)) == (503, True)
                async with one.tab() as refused:
                    assert not refused
                assert await one.page("/static/x.js") == (200, "inside")
            assert await one.page() == (200, "inside")
            async with one.tab() as let_in:
                assert let_in

    apart(come())


def test_a_full_browser_shuts_nobody_else_out(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "MOST_BY_BROWSER", 1)
    doors = Crowd(app)
    here, neighbour = Visitor(doors, "192.0.2.1", token), Visitor(doors, "192.0.2.1")

    async def come() -> None:
        async with here.tab(), neighbour.tab() as one, neighbour.tab() as two:
            assert [one, two] == [True, True]
            assert (await here.page())[0] == 503
            assert (await neighbour.page())[0] == 200

    apart(come())


def test_a_class_of_the_largest_size_fits_into_one_address() -> None:

    assert MOST_PEOPLE < crowd.MOST_FROM < crowd.MOST_PAGES
