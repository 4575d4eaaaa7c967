"""A browser is given its number with the first page, once, and with nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from classroom.errors import ClassError
from classroom.service.browsers import known_browser, new_token
from classroom.storage.database import Database
from tests.support import awaited
from ui.server import browsers
from ui.server.browsers import COOKIE, Named


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'classes.sqlite'}")
    monkeypatch.setattr(browsers, "database", lambda: opened)
    yield opened
    opened.close()


async def page(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def given(path: str, kept: str = "", scheme: str = "http") -> str:
    """What a page asks a browser to keep."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    headers = [(b"cookie", f"{COOKIE}={kept}".encode())] if kept else []
    scope = {
        "type": "http", "method": "GET", "path": path, "scheme": scheme, "headers": headers,
        "query_string": b"", "server": ("desk", 80),
    }  # fmt: skip
    awaited(Named(page)(scope, receive, send))
    return Headers(raw=sent[0]["headers"]).get("set-cookie", "")


def test_whoever_comes_gets_a_number_that_scripts_cannot_read(db: Database) -> None:
    cookie = given("/join")
    token = cookie.split(";")[0].removeprefix(f"{COOKIE}=")
    assert known_browser(db, token)
    assert "; HttpOnly; SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert given("/join", scheme="https").endswith("; Secure")
    assert all(COOKIE in given(page) for page in ("/", "/class", "/board"))
    assert given("/join", token) == given("/", token) == ""


def test_a_number_that_was_made_up_is_replaced_and_files_give_none(db: Database) -> None:
    forged = f"{'0' * 32}.{new_token(db).split('.')[1]}"
    assert COOKIE in given("/join", forged)
    assert [given(path) for path in ("/favicon.png", "/static/join", "/_stcore/health")] == [""] * 3


def test_without_a_database_the_page_comes_all_the_same(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Database:
        raise ClassError("The server cannot reach its database just now.")

    monkeypatch.setattr(browsers, "database", away)
    assert given("/join") == ""
