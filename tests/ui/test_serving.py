"""The websocket of a live class: who is let in, what it is told, and what is kept out."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from unittest.mock import Mock

import pytest
import streamlit as st
import uvicorn
from sqlalchemy.exc import OperationalError
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets import Origin
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from classroom.service import attempts
from classroom.service.classes import open_class
from classroom.service.people import join
from classroom.storage.changes import Watcher, class_version, student_version
from classroom.storage.database import Database
from classroom.storage.store import tell_students
from tests.support import WATER_TEXT, awaited
from ui.server import assets, messages, serving
from ui.server.assets import Small
from ui.server.browsers import Named
from ui.server.crowd import Crowd
from ui.server.guard import Guard
from ui.server.serving import Live
from ui.work.pool import pool

WHILE = 60.0
"""Seconds for what takes a moment on an idle machine."""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'classes.sqlite'}")
    yield made
    made.close()


@pytest.fixture
def address(db: Database) -> Iterator[str]:
    """The route, served as Streamlit serves it."""
    watcher = Watcher(db)
    watcher.start()
    route = WebSocketRoute("/live", Live(db, watcher).serve)
    config = uvicorn.Config(
        route, port=0, ws="websockets-sansio", lifespan="off", log_level="error"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + WHILE
    while not server.started:
        assert time.monotonic() < end
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"ws://127.0.0.1:{port}/live"
    server.should_exit = True
    thread.join(timeout=10)
    watcher.stop()


def heard(socket: ClientConnection) -> str:
    return str(socket.recv(timeout=WHILE))


def refusal(address: str, message: object) -> int:
    """The code with which the socket is closed after such a message."""
    with connect(address) as socket:
        socket.send(message if isinstance(message, str | bytes) else json.dumps(message))
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=WHILE)
        assert socket.close_code is not None
        return socket.close_code


def test_student_teacher_and_board_are_told_what_concerns_them(db: Database, address: str) -> None:
    live, key = open_class(db, WATER_TEXT)
    who = join(db, live.code, "Ada", "test")
    spoken = f"{live.code[:3]}-{live.code[3:]}".lower()

    def student() -> str:
        with db.reading() as connection:
            return student_version(connection, who.id)

    def whole() -> str:
        with db.reading() as connection:
            return class_version(connection, live.id)

    with connect(address) as one, connect(address) as two, connect(address) as three:
        one.send(json.dumps({"class": spoken, "me": who.code}))
        two.send(json.dumps({"class": live.code, "key": key}))
        three.send(json.dumps({"class": live.code}))
        assert heard(one) == student()
        assert heard(two) == heard(three) == whole()
        with db.writing() as connection:
            tell_students(connection, live.id)
        assert heard(one) == student()
        assert heard(two) == heard(three) == whole()
        # Asked whether it is still there, it says the same again.
        one.send("?")
        assert heard(one) == student()
        # Who joins is the teacher's news.
        join(db, live.code, "Bob", "test")
        assert heard(two) == heard(three) == whole()
        with pytest.raises(TimeoutError):
            one.recv(timeout=0.6)


def test_workers_give_way_while_a_page_of_a_class_is_open(
    db: Database, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_way: SimpleQueue[bool] = SimpleQueue()
    monkeypatch.setattr(pool(), "give_way", given_way.put)
    live, key = open_class(db, WATER_TEXT)
    with connect(address) as board:
        board.send(json.dumps({"class": live.code}))
        heard(board)
        with connect(address) as console:
            console.send(json.dumps({"class": live.code, "key": key}))
            heard(console)
        assert given_way.get(timeout=WHILE) is True
        assert given_way.empty()
    assert given_way.get(timeout=WHILE) is False


def test_wrong_codes_are_turned_away_and_after_some_they_wait(
    db: Database, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, key = open_class(db, WATER_TEXT)
    other, _ = open_class(db, WATER_TEXT)
    who = join(db, live.code, "Ada", "test")
    wrong = [
        {"class": "ABCDEF"},
        {"class": live.code, "me": "2345678923"},
        {"class": live.code, "key": key[:-1]},
        {"class": other.code, "key": key},
        {"class": other.code, "me": who.code},
        {"class": ""},
    ]
    for message in wrong:
        assert refusal(address, message) == serving.NOT_FOUND
    # Counted by the minute, and one may end meanwhile.
    monkeypatch.setattr(attempts, "WRONG_A_MINUTE", 4)
    monkeypatch.setattr(attempts, "LONGEST_WAIT", 0.0)
    tries = (refusal(address, wrong[0]) for _ in range(20))
    assert serving.TOO_FAST in tries
    # Who has the right one is heard all the same.
    with connect(address) as page:
        page.send(json.dumps({"class": live.code}))
        assert heard(page)


def test_whoever_has_a_code_takes_no_more_places_than_one_page_needs(
    db: Database, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_WATCHING", {"student": 1, "class": 1})
    live, key = open_class(db, WATER_TEXT)
    who, other = (join(db, live.code, name, "test") for name in ("Ada", "Ben"))
    ways = [{"class": live.code}, {"class": live.code, "me": who.code}]
    with ExitStack() as pages:
        for way in ways:
            page = pages.enter_context(connect(address))
            page.send(json.dumps(way))
            assert heard(page)
            assert refusal(address, way) == serving.TOO_FAST
        for way in ({"class": live.code, "me": other.code}, {"class": live.code, "key": key}):
            page = pages.enter_context(connect(address))
            page.send(json.dumps(way))
            assert heard(page)
        monkeypatch.setattr(serving, "MOST_FROM", 4)
        with pytest.raises(InvalidStatus):
            connect(address)


def test_what_is_no_message_closes_the_socket(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for message in ("", "{", "[]", "7", '{"class": 7}', '{"class": null}', b"\x00\xff"):
        assert refusal(address, message) == serving.WRONG
    assert refusal(address, "x" * 501) == serving.TOO_LONG
    monkeypatch.setattr(serving, "PATIENCE", 0.1)
    with connect(address) as silent, pytest.raises(ConnectionClosed):
        silent.recv(timeout=WHILE)
    assert silent.close_code == serving.NOT_ALLOWED


def test_a_page_is_told_to_try_again_while_the_database_cannot_be_reached(
    db: Database, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, _ = open_class(db, WATER_TEXT)
    with monkeypatch.context() as away:
        # As SQLAlchemy hands on what a database that restarts says.
        lost = OperationalError("select", {}, ConnectionError("server closed the connection"))
        away.setattr(db, "_readers", Mock(**{"begin.side_effect": lost}))
        away.setattr(db, "_writers", Mock(**{"begin.side_effect": lost}))
        assert refusal(address, {"class": live.code}) == serving.TRY_AGAIN
    with connect(address) as again:
        again.send(json.dumps({"class": live.code}))
        assert heard(again)


def test_pages_of_others_and_pages_beyond_the_limit_get_no_socket(
    db: Database, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Streamlit's own rule would look this machine's address up.
    monkeypatch.setattr(serving, "is_url_from_allowed_origins", lambda _: False)
    live, _ = open_class(db, WATER_TEXT)
    host = address.removeprefix("ws://").removesuffix("/live")
    with connect(address, origin=Origin(f"http://{host}")) as ours:
        ours.send(json.dumps({"class": live.code}))
        assert heard(ours)
        with pytest.raises(InvalidStatus):
            connect(address, origin=Origin("https://elsewhere.example"))
        monkeypatch.setattr(serving, "MOST_PAGES", 1)
        with pytest.raises(InvalidStatus):
            connect(address)
    monkeypatch.setattr(serving, "MOST_PAGES", 2)
    with connect(address) as next_one:
        next_one.send(json.dumps({"class": live.code}))
        assert heard(next_one)


def test_the_routes_follow_the_path_under_which_the_app_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(st, "get_option", lambda _: "/desk/")
    assert messages.base_path() == "/desk"
    assert [route.path for route in assets.routes()] == [f"/desk/{assets.plotly_address()}"]
    monkeypatch.setattr(st, "get_option", lambda _: "")
    assert messages.base_path() == ""


@pytest.mark.parametrize("middleware", [Guard, Crowd, Named, Small])
def test_a_servers_start_gets_through_to_the_app(middleware: Callable[[ASGIApp], ASGIApp]) -> None:
    heard: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        heard.append(scope["type"])

    awaited(middleware(app)({"type": "lifespan"}, Mock(), Mock()))  # type: ignore[arg-type]
    assert heard == ["lifespan"]
