"""A real PostgreSQL and a real nginx for the tests, on this machine alone, gone with them."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.serving import free_port
from classroom.storage.schema import metadata
from tests.support import ROOT

PROGRAMS = (
    "/usr/sbin",
    "/usr/local/sbin",
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/bin",
    "/usr/local/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
"""Where servers lie besides PATH; the same places as in install_services.sh."""
# What a commit writes is synced to the disk, as in earnest. Memory is held small.
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "shared_buffers": "16MB",
    "max_connections": "200",
    "autovacuum": "off",
    "max_wal_size": "128MB",
}
PLACES = 4
"""Processes that deploy/nginx.conf has lines for."""
NOBODY = range(1, 1 + PLACES)
"""Ports that no server of an ordinary user may take, and none of root's is given."""


def program(name: str) -> str:
    """Return the path of a server's program, the newest where there are several."""
    path = shutil.which(name)
    for pattern in PROGRAMS:
        path = path or max(
            (str(place) for place in Path("/").glob(f"{pattern[1:]}/{name}")),
            key=lambda place: [int(part) for part in place.split("/") if part.isdigit()],
            default=None,
        )
    if path is None:
        raise RuntimeError(f"{name} is not there: tests/install_services.sh installs it.")
    return path


def unprivileged() -> dict[str, Any]:
    """Return what makes `subprocess` run a program as an ordinary user: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("There is neither a user postgres nor nobody to run PostgreSQL as.")


class Postgres:
    """A server on a data folder of its own; `start` and `stop` may be called again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._as = unprivileged()
        self._server: subprocess.Popen[bytes] | None = None
        self._names = itertools.count(1)
        if self._as:
            os.chown(folder, self._as["user"], self._as["group"])
        self._run(
            "initdb",
            *("--pgdata", str(folder / "data"), "--username", "desk", "--auth", "trust"),
            *("--encoding", "UTF8", "--no-locale", "--no-sync"),
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        # The address of a socket is at most about a hundred characters long: none is made.
        options += ["--listen_addresses=127.0.0.1", "--unix_socket_directories="]
        with (self.folder / "log.txt").open("ab") as log:
            self._server = subprocess.Popen(
                [program("postgres"), "-D", self.folder / "data", "-p", str(self.port), *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self._as,
            )
        for _ in range(600):
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                try:
                    self._server.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
                raise RuntimeError(f"PostgreSQL stopped: {self._said()}") from None
            return
        raise RuntimeError(f"PostgreSQL does not answer: {self._said()}")

    def stop(self, kill: bool = False) -> None:
        """Stop the server, cutting all connections; or kill it without a word."""
        if self._server is not None:
            if kill:
                self._server.kill()
            else:
                self._server.send_signal(2)  # PostgreSQL's fast shutdown
            self._server.wait(30)
            self._server = None

    def url(self, name: str) -> str:
        """Return a database's address."""
        return f"postgresql://desk@127.0.0.1:{self.port}/{name}"

    def new(self) -> str:
        """Make an empty database; return its address."""
        name = f"desk_{next(self._names)}"
        self._say(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def empty(self, url: str) -> None:
        """Take every row out of a database that is up to date, and count from one again."""
        with psycopg.connect(url, autocommit=True) as connection:
            # Whoever still holds a row of the last test is a mistake to be seen, not to be waited for.
            connection.execute("SET lock_timeout = '10s'")
            tables = sql.SQL(", ").join(sql.Identifier(name) for name in metadata.tables)
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(tables))

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected to it."""
        name = url.rpartition("/")[2]
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [program(name), *arguments], capture_output=True, cwd=self.folder, **self._as
        )
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr.decode(errors='replace')}")

    def _said(self) -> str:
        return (self.folder / "log.txt").read_text(errors="replace")[-2000:]


class Nginx:
    """deploy/nginx.conf at other places, before processes on up to four ports.

    Its lines for more processes than there are lead to where nothing can ever listen: a port that is
    only free at the moment may be another test's server in the next.
    """

    def __init__(self, folder: Path, apps: Sequence[int]) -> None:
        self.folder = folder
        self.plain, self.secure = free_port(), free_port()
        self.url = f"https://127.0.0.1:{self.secure}"
        self.log = folder / "access.log"
        self._server: subprocess.Popen[bytes] | None = None
        self._certificate()
        changes = {
            "pid /run/nginx.pid;": f"pid {folder}/nginx.pid;",
            "worker_rlimit_nofile 65536;": "",
            "worker_connections 16384;": "worker_connections 512;",
            "/var/log/nginx/error.log": f"{folder}/error.log",
            "/var/log/nginx/access.log": str(self.log),
            "/var/lib/nginx/deal-desk": f"{folder}/files",
            "listen 80 default_server;": f"listen 127.0.0.1:{self.plain} default_server;",
            "listen 443 ssl default_server;": f"listen 127.0.0.1:{self.secure} ssl default_server;",
            "/etc/ssl/deal-desk/": f"{folder}/",
            "/var/www/acme": f"{folder}/acme",
            **{
                f"127.0.0.1:{8601 + line}": f"127.0.0.1:{port}"
                for line, port in enumerate([*apps, *NOBODY][:PLACES])
            },
        }
        text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
        for old, new in changes.items():
            if old not in text:
                raise RuntimeError(f"deploy/nginx.conf has no {old}")
            text = text.replace(old, new)
        # Where an ordinary user may not write into the places that were built in.
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
        (folder / "nginx.conf").write_text(text.replace("http {\n", f"http {{\n{places}", 1))

    def start(self) -> None:
        """Start nginx and wait until it answers."""
        errors = self.folder / "first-errors.log"
        command: list[str | Path] = [
            program("nginx"),
            "-e",
            errors,
            "-c",
            self.folder / "nginx.conf",
        ]
        self._server = subprocess.Popen(
            [*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL, cwd=self.folder
        )
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.secure)) == 0:
                    return
            try:
                self._server.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        raise RuntimeError(f"nginx does not answer: {errors.read_text()[-2000:]}")

    def stop(self) -> None:
        """Stop nginx, cutting all connections."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(20)
            self._server = None

    def logged(self) -> list[str]:
        """Return the lines of the access log."""
        time.sleep(0.05)  # a line is written just after the answer
        return self.log.read_text().splitlines()

    def _certificate(self) -> None:
        subprocess.run(
            [
                *(program("openssl"), "req", "-x509", "-nodes", "-days", "2"),
                *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
                *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
                *("-keyout", self.folder / "privkey.pem", "-out", self.folder / "fullchain.pem"),
            ],
            check=True,
            capture_output=True,
        )


def free_ports(count: int) -> int:
    """Return the first of some successive ports that nobody listens on at this moment."""
    for _ in range(100):
        first = free_port()
        with ExitStack() as probes:
            try:
                for port in range(first, first + count):
                    probes.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
            return first
    raise RuntimeError(f"No {count} successive ports are free.")


@contextmanager
def folder() -> Iterator[Path]:
    """Make a temporary folder that other users may enter, unlike pytest's."""
    path = Path(tempfile.mkdtemp(prefix="desk-"))
    try:
        path.chmod(0o711)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
