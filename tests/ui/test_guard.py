"""What every answer tells a browser, and what a visitor does not get."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
import streamlit as st
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession

from classroom.service.browsers import new_token
from classroom.storage.database import Database
from tests.support import awaited
from ui.server import browsers, guard
from ui.server import invitation as terminal
from ui.server.browsers import COOKIE
from ui.server.guard import FRAMES, MOST_FILES, Guard, policy
from ui.server.invitation import invitation
from ui.server.streamlit_private import keep_caches


class Answering:
    """An app that answers everything and keeps the files that it is sent, behind the guard."""

    def __init__(self) -> None:
        self.files: defaultdict[str, set[str]] = defaultdict(set)
        self._app = Guard(self._inside)

    async def _inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        *_, session, file = f"/{scope['path']}".split("/")
        if scope["method"] == "PUT":
            self.files[session].add(file)
        elif scope["method"] == "DELETE":
            self.files[session].discard(file)
        await PlainTextResponse("inside")(scope, receive, send)

    def ask(
        self, path: str, method: str = "GET", address: str = "192.0.2.1", token: str = ""
    ) -> Response:
        """Ask, as a browser does."""
        answer = Response()

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status_code = message["status"]
                answer.raw_headers = list(message["headers"])
            else:
                answer.body = message["body"]

        headers = [(b"cookie", f"{COOKIE}={token}".encode())]
        scope = {
            "type": "http", "method": method, "path": path, "headers": headers, "client": (address, 1),
        }  # fmt: skip
        awaited(self._app(scope, receive, send))
        return answer


@pytest.fixture
def client() -> Answering:
    return Answering()


@pytest.mark.parametrize("path", ["/", "/_stcore/metrics", "/static/x.js"])
def test_every_answer_tells_a_browser_what_not_to_do(client: Answering, path: str) -> None:
    headers = client.ask(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    # A picture from elsewhere is not loaded, even if one came to stand on a page.
    assert "img-src 'self' data: blob:;" in headers["Content-Security-Policy"]


def test_a_learning_platform_may_show_the_app_where_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(FRAMES, "https://learn.example.org https://*.school.example:8443")
    headers = Answering().ask("/").headers
    framing = headers["Content-Security-Policy"].partition("frame-ancestors ")[2]
    assert framing == "'self' https://learn.example.org https://*.school.example:8443"


@pytest.mark.parametrize("sites", ["learn.example.org", "https://a.example; img-src *", "*"])
def test_what_is_no_site_is_refused_with_the_setting_named(sites: str) -> None:
    with pytest.raises(SystemExit, match=f"{FRAMES}: .* is no site"):
        policy(sites)


@pytest.mark.parametrize(
    "path", ["metrics", "script-health-check", "agent/openapi.json", "agent/mcp", "agent/interact"]
)
def test_what_is_for_the_operator_or_switched_off_is_not_there(
    client: Answering, path: str
) -> None:
    assert client.ask(f"/_stcore/{path}").status_code == 404
    assert client.ask("/_stcore/health").body == b"inside"


@pytest.fixture
def put(
    client: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., int]]:
    """Send a file; returns the status of the answer."""
    db = Database(f"sqlite:///{tmp_path / 'classes.sqlite'}")
    monkeypatch.setattr(browsers, "database", lambda: db)
    monkeypatch.setattr(guard, "kept_files", lambda session: client.files[session])
    tokens = {"": "", "mine": new_token(db), "hers": new_token(db)}

    def put(file: int, page: str = "one", address: str = "192.0.2.1", browser: str = "") -> int:
        path = f"/_stcore/upload_file/{page}/{file}"
        return client.ask(path, "PUT", address, tokens[browser]).status_code

    yield put
    db.close()


def test_a_page_keeps_so_many_files_and_no_more(client: Answering, put: Callable[..., int]) -> None:
    assert [put(n) for n in range(MOST_FILES)] == [200] * MOST_FILES
    assert put(MOST_FILES) == 429
    assert put(0) == 200  # the same again takes no more room
    assert put(0, "another") == 200
    assert client.ask("/_stcore/upload_file/one/0", "DELETE").status_code == 200
    assert put(MOST_FILES) == 200


def test_new_pages_give_a_browser_or_an_address_no_more_files(
    client: Answering, put: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_BY_BROWSER", 5)
    monkeypatch.setattr(guard, "MOST_FROM", 8)
    assert [put(0, f"{n}", browser="mine") for n in range(6)] == [200] * 5 + [429]
    # Nor does another address, or no cookie beyond what the address has.
    assert put(0, "6", address="192.0.2.9", browser="mine") == 429
    assert [put(0, f"her {n}", browser="hers") for n in range(2)] == [200] * 2
    assert [put(0, f"nobody's {n}") for n in range(2)] == [200, 429]
    assert put(0, "elsewhere", address="192.0.2.2") == 200
    # Streamlit forgets the files of a page that is closed.
    del client.files["0"]
    assert put(0, "7", browser="mine") == 200
    assert put(0, "8", browser="mine") == 429


def test_no_visitor_clears_what_is_kept_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = AppSession._handle_clear_cache_request
    monkeypatch.setattr(AppSession, "_handle_clear_cache_request", asked)
    keep_caches()
    kept: Callable[[], object] = st.cache_resource(lambda: object())
    first = kept()
    session = Mock()
    session._handle_clear_cache_request = partial(AppSession._handle_clear_cache_request, session)
    AppSession.handle_backmsg(session, BackMsg(clear_cache=True))
    assert kept() is first


@pytest.mark.parametrize("system", ["Linux", "Darwin", "Windows"])
def test_the_terminal_says_where_phones_go_and_who_can_read_along(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEAL_DESK_ADDRESS", raising=False)
    monkeypatch.setattr(terminal, "network_address", lambda: "192.0.2.7")
    words = invitation(8600, system, plain=False)
    assert "http://192.0.2.7:8600\n" in words
    assert "█" in words
    assert "unencrypted" in words
    assert {"Linux": "8600/tcp", "Darwin": "macOS", "Windows": "Windows"}[system] in words
    assert "█" not in invitation(8600, system, plain=True)
    monkeypatch.setenv("DEAL_DESK_ADDRESS", "https://desk.example.org/")
    assert "https://desk.example.org\n" in invitation(8600, system, plain=True)


def test_a_computer_in_no_network_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEAL_DESK_ADDRESS", raising=False)
    monkeypatch.setattr(terminal, "network_address", lambda: None)
    assert "in no network" in invitation(8501, "Linux", plain=False)


def test_the_app_is_for_this_computer_alone_unless_it_is_started_for_others() -> None:
    # As .streamlit/config.toml has it.
    assert st.get_option("server.address") == "127.0.0.1"
    assert st.get_option("client.showErrorDetails") == "none"
    assert st.get_option("client.disableDataExport") is True
