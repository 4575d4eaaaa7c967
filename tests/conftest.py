"""Settings for the whole suite, and databases for the tests that need one."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import settings

from classroom.storage.database import Database
from classroom.storage.store import forget
from tests.services import Postgres, folder

# The same examples on every run, so that a change is judged by what it changed. To look for new
# ones: make fuzz
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("explore", deadline=None, derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started when a worker's first test asks for it."""
    with folder() as place:
        server = Postgres(place)
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def postgres_kept(postgres: Postgres) -> str:
    """The address of a PostgreSQL database that is up to date and emptied for each test."""
    url = postgres.new()
    Database(url).close()
    return url


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    url = postgres.new()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'classes.sqlite'}"
    if "db" not in request.fixturenames:
        return str(request.getfixturevalue("postgres_url"))
    # To empty a database that is up to date takes a tenth of the time that it takes to make one.
    url = str(request.getfixturevalue("postgres_kept"))
    request.getfixturevalue("postgres").empty(url)
    forget()
    return url


@pytest.fixture
def db(db_url: str) -> Iterator[Database]:
    """A database up to date and empty, on SQLite and on PostgreSQL in turn."""
    with closing(Database(db_url)) as opened:
        yield opened


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Database]:
    """An empty database on SQLite alone: for what is the same whatever the database is."""
    with closing(Database(f"sqlite:///{tmp_path / 'classes.sqlite'}")) as opened:
        yield opened


@pytest.fixture
def opened() -> Iterator[Callable[[str], Database]]:
    """Open a database that is closed when the test is over, whether it held or not."""
    with ExitStack() as until_the_end:
        yield lambda url: until_the_end.enter_context(closing(Database(url)))
