"""What deploy/nginx.conf does, in a real nginx, before processes that say what reached them."""

import json
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.services import Nginx, folder, free_ports
from ui.session.share import LONGEST_LINK

ANSWERED = 120
"""Seconds for which a busy machine may take its time; what never answers still fails."""
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE
COOKIE = "deal_desk"


class App(BaseHTTPRequestHandler):
    """Says which process it is and what it was asked; has a file of its own to download."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        port = self.server.server_port  # type: ignore[attr-defined]
        exists = not self.path.startswith("/media/") or self.path == f"/media/{port}"
        echo = json.dumps({"port": port, "path": self.path, "headers": dict(self.headers)})
        body = echo.encode() + b" " * 2000
        self.send_response(200 if exists else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.path.startswith(("/static/", "/assets/")):
            self.send_header("Cache-Control", "public, immutable, max-age=31536000")
        else:
            self.send_header("Cache-Control", "no-cache")
            self.send_header("Set-Cookie", "_streamlit_xsrf=2|x; Path=/")
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def setup(self) -> None:
        super().setup()
        self.server.open.append(self.connection)  # type: ignore[attr-defined]

    def log_message(self, *_rest: object) -> None:
        """Stay quiet."""


class Process(ThreadingHTTPServer):
    """One process; when it ends, so do its connections."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.open: list[socket.socket] = []
        super().__init__(("127.0.0.1", port), App)
        self._serving = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._serving.start()

    def end(self) -> None:
        self.shutdown()
        self.server_close()
        for connection in self.open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Site:
    """nginx with places for four processes behind it, two of which are there."""

    def __init__(self, nginx: Nginx, first: int) -> None:
        self.nginx = nginx
        self.first = first
        self.apps: dict[int, Process] = {}

    def start(self, port: int) -> None:
        self.apps[port] = Process(port)

    def stop(self, port: int) -> None:
        self.apps.pop(port).end()

    def ask(
        self, path: str = "/", method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, Message, bytes]:
        port = self.nginx.secure
        connection = HTTPSConnection("127.0.0.1", port, context=TRUSTING, timeout=ANSWERED)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, names)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def port(self, visitor: str) -> int:
        return int(json.loads(self.ask(cookie=f"{COOKIE}={visitor}")[2])["port"])


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with folder() as place:
        first = free_ports(4)
        nginx = Nginx(place, range(first, first + 4))
        site = Site(nginx, first)
        nginx.start()
        yield site
        nginx.stop()


@pytest.fixture
def site(running: Site) -> Iterator[Site]:
    """The site with the second and the third of its processes there."""
    for port in (running.first + 1, running.first + 2):
        running.start(port)
    yield running
    for port in list(running.apps):
        running.stop(port)


def cookies(headers: Message) -> dict[str, str]:
    lines = headers.get_all("Set-Cookie") or []
    return {line.partition("=")[0]: line.partition("=")[2] for line in lines}


def drawn(site: Site) -> str:
    """A new visitor's number."""
    return cookies(site.ask()[1])[COOKIE].partition(";")[0]


def echoed(body: bytes) -> Any:
    return json.loads(body)


def test_visitors_are_spread_over_the_processes_and_each_stays_with_one(site: Site) -> None:
    visitors = [drawn(site) for _ in range(50)]
    assert len(set(visitors)) == 50
    homes = {visitor: site.port(visitor) for visitor in visitors}
    # Four places of which two are there: 50 visitors at even odds, to four standard deviations.
    spread = Counter(homes.values())
    assert set(spread) == {site.first + 1, site.first + 2}
    assert min(spread.values()) > 10
    assert {visitor: site.port(visitor) for visitor in visitors} == homes
    site.nginx.stop()
    site.nginx.start()
    assert {visitor: site.port(visitor) for visitor in visitors} == homes


def test_the_first_answer_comes_from_the_process_that_the_visitor_stays_with(site: Site) -> None:
    for _ in range(10):
        _, headers, body = site.ask()
        visitor = cookies(headers)[COOKIE].partition(";")[0]
        assert site.port(visitor) == echoed(body)["port"]


def test_a_visitor_goes_elsewhere_while_its_process_is_away_and_comes_home(site: Site) -> None:
    visitor = drawn(site)
    home = site.port(visitor)
    (other,) = set(site.apps) - {home}
    site.stop(home)
    for _ in range(3):
        assert site.port(visitor) == other
    site.start(home)
    assert site.port(visitor) == home


def test_connections_that_a_restart_cut_send_no_visitor_elsewhere(site: Site) -> None:
    """nginx keeps connections to the processes open for whoever comes next."""
    visitors = [drawn(site) for _ in range(8)]
    homes = [site.port(visitor) for visitor in visitors]
    for port in list(site.apps):
        site.stop(port)
        site.start(port)
    assert [site.port(visitor) for visitor in visitors] == homes


def test_with_no_process_a_page_says_so_and_looks_again(site: Site) -> None:
    for port in list(site.apps):
        site.stop(port)
    status, headers, body = site.ask("/class?key=hunter2")
    assert status == 503
    assert headers["Content-Type"] == "text/html"
    assert b"http-equiv=refresh content=3" in body


def test_a_file_is_found_in_whichever_process_has_it(site: Site) -> None:
    visitor = f"{COOKIE}={drawn(site)}"
    for port in list(site.apps):
        status, _, body = site.ask(f"/media/{port}", cookie=visitor)
        assert (status, echoed(body)["port"]) == (200, port)
    # The last that is asked may be one that is not there.
    assert site.ask("/media/nowhere", cookie=visitor)[0] in (404, 503)
    assert site.ask(cookie=visitor)[0] == 200


def test_a_visitors_cookie_is_for_this_site_and_no_script(site: Site) -> None:
    _, headers, _ = site.ask()
    for word in ("Path=/", "Secure", "HttpOnly", "SameSite=Lax"):
        assert word in cookies(headers)[COOKIE]
    assert "secure" in cookies(headers)["_streamlit_xsrf"].lower()
    _, headers, _ = site.ask(cookie=f"{COOKIE}={'0' * 32}")
    assert COOKIE not in cookies(headers)


@pytest.mark.parametrize("made_up", ["", "x", "0" * 31, "0" * 33, "F" * 32, "0" * 31 + "/"])
def test_a_cookie_that_nginx_did_not_draw_is_drawn_anew(site: Site, made_up: str) -> None:
    _, headers, _ = site.ask(cookie=f"{COOKIE}={made_up}")
    assert len(cookies(headers)[COOKIE].partition(";")[0]) == 32


def test_the_app_learns_the_address_that_really_asks(site: Site) -> None:
    _, _, body = site.ask(x_forwarded_for="6.6.6.6", x_forwarded_proto="gopher")
    headers = {name.lower(): value for name, value in echoed(body)["headers"].items()}
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == f"127.0.0.1:{site.nginx.secure}"


@pytest.mark.parametrize("path", ["/_stcore/stream", "/live"])
def test_a_socket_is_opened_by_the_apps_own_pages_alone(site: Site, path: str) -> None:
    def status(origin: str | None) -> int:
        upgrade = {"connection": "upgrade", "upgrade": "websocket"}
        return site.ask(path, "GET", None, **upgrade, **({"origin": origin} if origin else {}))[0]

    host = f"127.0.0.1:{site.nginx.secure}"
    assert status(f"https://{host}") == 200  # the app here knows no sockets
    assert status(None) == 200
    for foreign in (
        "https://evil.example",
        "null",
        f"https://{host}.evil.example",
        f"https://evil.example|{host}",
        f"https://evil.example/{host}",
        "https://127.0.0.1:1",
    ):
        assert status(foreign) == 403, foreign
    _, _, body = site.ask(path, connection="upgrade", upgrade="websocket")
    headers = {name.lower(): value.lower() for name, value in echoed(body)["headers"].items()}
    assert (headers["upgrade"], headers["connection"]) == ("websocket", "upgrade")


@pytest.mark.parametrize("folder", ["static", "assets"])
def test_files_of_the_frontend_are_asked_of_the_app_once_for_all(site: Site, folder: str) -> None:
    path = f"/{folder}/app.{site.first}.js"
    first = site.ask(path)
    for _ in range(5):
        status, headers, body = site.ask(path)
        assert (status, body) == (200, first[2])
        assert COOKIE not in cookies(headers)
        assert "immutable" in headers["Cache-Control"]
    asked = [line.rsplit(" by ", 1)[1] for line in site.nginx.logged() if path in line]
    assert asked[1:] == ['"-" "-"'] * 5
    assert asked[0] != '"-" "-"'


def test_pages_are_not_kept_and_come_compressed(site: Site) -> None:
    _, headers, body = site.ask(accept_encoding="gzip")
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < 1000


@pytest.mark.parametrize("path", ["/", "/static/x.js", "/media/nowhere", "/_stcore/metrics"])
def test_every_answer_tells_the_browser_what_not_to_do(site: Site, path: str) -> None:
    _, headers, _ = site.ask(path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/mcp"]
)
def test_what_is_for_the_operator_is_not_to_be_had_from_outside(site: Site, path: str) -> None:
    assert site.ask(path)[0] == 404


def test_more_than_a_scenario_can_hold_is_not_taken(site: Site) -> None:
    path = "/_stcore/upload_file/session/file"
    assert site.ask(path, "PUT", b"x" * 2_200_000)[0] == 200
    assert site.ask(path, "PUT", b"x" * 3_200_000)[0] == 413


def test_but_for_files_of_scenarios_little_is_taken(site: Site) -> None:
    assert site.ask("/", "POST", b"x" * 60_000)[0] != 413
    assert site.ask("/", "POST", b"x" * 70_000)[0] == 413


def test_a_school_behind_one_address_comes_in_at_once(site: Site) -> None:
    assert {site.ask("/live")[0] for _ in range(300)} == {200}


def test_more_requests_than_a_school_makes_are_refused_until_they_stop(site: Site) -> None:
    path = "/_stcore/upload_file/session/file"
    connection = HTTPSConnection("127.0.0.1", site.nginx.secure, context=TRUSTING, timeout=ANSWERED)
    answers: Counter[int] = Counter()
    try:
        # One more a second is let in while this goes on, however slowly.
        while not answers[429] and answers.total() < 3_000:
            connection.request("PUT", path, b"x")
            answer = connection.getresponse()
            answer.read()
            answers[answer.status] += 1
        assert set(answers) == {200, 429}
        assert answers[200] > 300
        # What else there is, is there for the same address.
        assert {site.ask(other)[0] for other in ("/", "/live", "/_stcore/stream")} == {200}
    finally:
        connection.close()
        site.nginx.stop()  # it forgets
        site.nginx.start()


def test_a_long_link_gets_through(site: Site) -> None:
    link = "/?s=" + "x" * LONGEST_LINK
    status, _, body = site.ask(link)
    assert status == 200
    assert echoed(body)["path"] == link


def test_no_code_and_no_key_stands_in_a_log(site: Site) -> None:
    secret = "hunter2"
    site.ask(f"/class?key={secret}", referer=f"{site.nginx.url}/class?key={secret}")
    for port in list(site.apps):
        site.stop(port)
    site.ask(f"/class?key={secret}", referer=f"{site.nginx.url}/class?key={secret}")
    assert any('"GET /class" 503' in line for line in site.nginx.logged())
    for log in site.nginx.folder.glob("*.log"):
        assert secret not in log.read_text(), log.name


def test_whoever_comes_unencrypted_is_led_to_the_encrypted_side(site: Site) -> None:
    connection = HTTPConnection("127.0.0.1", site.nginx.plain, timeout=ANSWERED)
    connection.request("GET", "/join?class=ABC234", headers={"Host": "desk.example.org"})
    answer = connection.getresponse()
    assert answer.status == 301
    assert answer.headers["Location"] == "https://desk.example.org/join?class=ABC234"
    connection.close()
