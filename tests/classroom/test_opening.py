"""Opening a database: what cannot be opened is told in a sentence, and nothing is harmed."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text

from benchmarks.serving import free_port
from classroom.errors import ClassError
from classroom.storage import database as module
from classroom.storage.database import VARIABLE, Database
from tests.classroom.rows import a_class, in_threads, rows
from tests.services import Postgres
from tests.support import ROOT


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("classes.sqlite", "is not the address of a database"),
        ("", "is not the address of a database"),
        ("postgresql://user@host:port/name", "is not the address of a database"),
        ("mysql://user:secret@host/name", "mysql is no database"),
        ("postgresql+asyncpg://user:secret@host/name", "asyncpg is no database"),
        ("sqlite+unheard:///file", "unheard is no database"),
        ("sqlite://", "memory"),
        ("sqlite:///:memory:", "memory"),
        ("sqlite:///file:x?mode=memory&uri=true", "memory"),
    ],
)
def test_an_address_that_cannot_be_used_names_the_variable_and_what_is_allowed(
    address: str, says: str
) -> None:
    with pytest.raises(ClassError) as raised:
        Database(address)
    message = str(raised.value)
    assert says in message
    assert message.startswith(VARIABLE)
    assert "sqlite:///file" in message
    assert "postgresql://user:password@host/name" in message
    assert "secret" not in message


def unreachable(postgres: Postgres) -> str:
    return f"postgresql://desk:hunter2@127.0.0.1:{free_port()}/desk?sslpassword=hunter2"


def without_a_database(postgres: Postgres) -> str:
    return f"postgresql://desk:hunter2@127.0.0.1:{postgres.port}/nowhere"


def without_rights(postgres: Postgres) -> str:
    url = postgres.new()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    return make_url(url).set(username="guest", password="hunter2").render_as_string(False)


@pytest.mark.parametrize("wrong", [unreachable, without_a_database, without_rights])
def test_a_postgres_that_cannot_be_used_is_told_apart_from_a_bug_and_keeps_the_password(
    postgres: Postgres, wrong: Callable[[Postgres], str]
) -> None:
    with pytest.raises(ClassError, match="cannot be opened") as raised:
        Database(wrong(postgres))
    assert "127.0.0.1" in str(raised.value)
    assert "hunter2" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_no_database_is_told_apart_from_a_bug(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Milk, eggs, bread. " * 100)
    for path in ("notes.txt", "nowhere/classes.sqlite"):
        with pytest.raises(ClassError, match=rf"{path} cannot be opened: "):
            Database(f"sqlite:///{tmp_path / path}")
    assert (tmp_path / "notes.txt").read_text().startswith("Milk")


def test_a_database_of_a_newer_version_is_left_alone(
    db_url: str, opened: Callable[[str], Database]
) -> None:
    db = opened(db_url)
    with db.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        a_class(connection)
    with pytest.raises(ClassError, match="newer version"):
        Database(db_url)
    with db.reading() as connection:
        assert rows(connection)["moves"] == 1


def test_the_installations_database_is_opened_once_whoever_asks(
    db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, f" {db_url} ")
    module._opened.cache_clear()
    databases: list[Database] = []
    assert in_threads(4, lambda _number: databases.append(module.database())) == []
    assert len(set(map(id, databases))) == 1
    assert databases[0].engine.url.database == make_url(db_url).database
    databases[0].close()
    module._opened.cache_clear()


def test_with_nothing_set_up_classes_are_kept_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opened: Callable[[str], Database]
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    place = tmp_path / "100% sure? #1" / "data" / "classes.sqlite"
    monkeypatch.setattr(module, "DEFAULT", place)
    opened(module.address())
    assert place.exists()


def test_classes_are_kept_where_git_does_not_look() -> None:
    assert module.DEFAULT == ROOT / "data" / "classes.sqlite"
    assert "/data/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
