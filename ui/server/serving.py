"""What the server does beside the pages: it tells open pages of a live class what has changed.

A page's element (`ui/components/channel.js`) opens a websocket here, says in its first message whose
page it is, and is told a version whenever that changes. Nothing secret stands in an address, where it
would be logged.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, aclosing, asynccontextmanager, contextmanager
from functools import cache, partial
from urllib.parse import urlsplit

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from classroom.errors import ClassError, TooFast, Unavailable, Unknown
from classroom.service.attempts import place
from classroom.service.classes import by_code, by_key
from classroom.service.clock import close_expired
from classroom.service.people import come_back
from classroom.simulated.scheduler import THREADS, act_due
from classroom.storage.changes import Channel, Watcher
from classroom.storage.database import Database, database
from classroom.storage.store import forget_deleted
from ui.server import assets
from ui.server.browsers import COOKIE, of_cookie
from ui.server.crowd import MOST_FROM, Places
from ui.server.messages import base_path
from ui.server.streamlit_private import (
    believe_named_proxies,
    finish_callbacks,
    get_display_address,
    get_url,
    is_host_allowed,
    is_url_from_allowed_origins,
    keep_caches,
    open_browser,
)
from ui.work.pool import pool

LIVE = "live"
"""The websocket's address, from any page of the app: a proxy may answer under a path of its own."""
MOST_PAGES = 2_000
"""Pages that one process tells at a time."""
MOST_WATCHING = {"student": 8, "class": 150}
"""Pages that watch as one student, or as a class's board: whoever has its code can."""
PATIENCE = 10.0
"""Seconds until the first message must have come."""
LONGEST_MESSAGE = 500
"""Characters of a message."""
SWITCH = 0.001
"""Seconds for which a thread may go on while others want to; Python's own 0.005."""
REST = 0.2
"""Seconds between two answers to a page that asks again and again."""
WRONG, NOT_ALLOWED, TOO_LONG, TRY_AGAIN, NOT_FOUND, TOO_FAST = 1003, 1008, 1009, 1013, 4404, 4429
"""The codes with which a websocket is closed."""


def regularly(db: Database) -> Sequence[Callable[[], object]]:
    """Return what the watcher does once a second, beside watching, each in a thread of its own."""
    return [
        partial(close_expired, db),
        *[partial(act_due, db)] * THREADS,
        partial(forget_deleted, db),
    ]


def routes() -> list[BaseRoute]:
    """Return what the server answers beside the pages.

    The database is opened here, so that a server which cannot have it does not start.
    """
    believe_named_proxies()
    try:
        _watcher()
    except ClassError as error:
        raise SystemExit(str(error)) from error
    live = WebSocketRoute(f"{base_path()}/{LIVE}", Live(database(), _watcher()).serve)
    return [live, *assets.routes()]


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Watch the classes for as long as the server runs."""
    finish_callbacks()
    keep_caches()
    # A page of a class asks the database some twenty times, and each time waits for a thread that computes.
    sys.setswitchinterval(SWITCH)
    _watcher().start()
    if not st.get_option("server.headless"):
        # An app with routes of its own is not opened by Streamlit.
        address = get_display_address(str(st.get_option("server.address") or "localhost"))
        asyncio.get_running_loop().call_soon(open_browser, get_url(address))
    try:
        yield
    finally:
        await run_in_threadpool(_watcher().stop)


@cache
def _watcher() -> Watcher:
    return Watcher(database(), regularly(database()))


class Live:
    """The websocket's endpoint."""

    def __init__(self, db: Database, watcher: Watcher) -> None:
        self._db = db
        self._watcher = watcher
        self._places = Places()
        self._watching = 0

    async def serve(self, websocket: WebSocket) -> None:
        """Tell one page of changes until it goes."""
        # Where addresses are looked up to tell whose page it is, others do not wait for it.
        address = websocket.client.host if websocket.client else ""
        with ExitStack() as held:
            if not (
                self._places.take("all", MOST_PAGES, held)
                and self._places.take(place(address), MOST_FROM, held)
                and await run_in_threadpool(_allowed, websocket)
            ):
                await websocket.close(NOT_ALLOWED)
                return
            try:
                await websocket.accept()
                watched = await self._admitted(websocket, address)
                if watched is None:
                    return
                channel, way = watched
                if self._places.take((channel, way), MOST_WATCHING.get(way, MOST_PAGES), held):
                    with self._before_workers():
                        await self._tell(websocket, channel)
                else:
                    await websocket.close(TOO_FAST)
            except TimeoutError:
                await websocket.close(NOT_ALLOWED)
            except WebSocketDisconnect:
                pass

    @contextmanager
    def _before_workers(self) -> Iterator[None]:
        """Let a class go before all other work while a page of one is open."""
        self._watching += 1
        if self._watching == 1:
            pool().give_way(True)
        try:
            yield
        finally:
            self._watching -= 1
            if self._watching == 0:
                pool().give_way(False)

    async def _admitted(self, websocket: WebSocket, address: str) -> tuple[Channel, str] | None:
        """Return what a page may watch, and as whom; close its websocket if that is nothing."""
        async with asyncio.timeout(PATIENCE):
            text = await _heard(websocket)
        kept = websocket.cookies.get(COOKIE, "")
        try:
            return await run_in_threadpool(_channel, self._db, text, address, kept)
        except Unknown:
            await websocket.close(NOT_FOUND)
        except TooFast as refusal:
            # Held back, so that who guesses one code after the other gets nowhere.
            await asyncio.sleep(refusal.seconds)
            await websocket.close(TOO_FAST)
        except ValueError:
            await websocket.close(WRONG)
        except Unavailable:
            await websocket.close(TRY_AGAIN)
        return None

    async def _tell(self, websocket: WebSocket, channel: Channel) -> None:
        newest = ""

        async def tell() -> None:
            nonlocal newest
            async with aclosing(self._watcher.watch(channel)) as versions:
                async for newest in versions:
                    await websocket.send_text(newest)

        async def answer() -> None:
            # Whatever a page says now asks whether it still hears: after a sleep, once in a while.
            while True:
                await _heard(websocket)
                if newest:
                    await websocket.send_text(newest)
                await asyncio.sleep(REST)

        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(tell())
                both.create_task(answer())
        except* WebSocketDisconnect:
            pass


async def _heard(websocket: WebSocket) -> str:
    """Return a message.

    Raises
    ------
    WebSocketDisconnect
        If the page is gone, or says too much.
    """
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    text = str(message.get("text") or "")
    if len(text) > LONGEST_MESSAGE:
        await websocket.close(TOO_LONG)
        raise WebSocketDisconnect(TOO_LONG)
    return text


def _channel(db: Database, text: str, address: str, kept: str = "") -> tuple[Channel, str]:
    """Return what a page may watch by the codes that it shows, and as whom; wrong ones are counted.

    Raises
    ------
    ValueError
        If it is no message.
    Unknown, TooFast
        If the codes are wrong, or too many wrong ones came from this address.
    """
    message = json.loads(text)
    if not isinstance(message, dict) or not all(
        isinstance(value, str) for value in message.values()
    ):
        raise ValueError
    code, browser = message.get("class", ""), of_cookie(kept)
    if "me" in message:
        person = come_back(db, code, message["me"], address, browser)
        return Channel(person.class_id, person.id), "student"
    if "key" in message:
        return Channel(by_key(db, code, message["key"], address, browser).id), "teacher"
    return Channel(by_code(db, code, address, browser).id), "class"


def _allowed(websocket: WebSocket) -> bool:
    """Whether the page that asks is ours, by the rules that Streamlit has for its own websocket."""
    host, origin = websocket.headers.get("host"), websocket.headers.get("origin")
    if not is_host_allowed(host):
        return False
    # What is no browser says no origin, and has no codes but its own.
    return origin is None or urlsplit(origin).netloc == host or is_url_from_allowed_origins(origin)
