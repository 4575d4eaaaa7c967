"""The database, on SQLite and on a real PostgreSQL."""

import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import (
    Connection,
    delete,
    event,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from classroom.errors import Unavailable
from classroom.service.people import come_back
from classroom.storage import database as module
from classroom.storage.database import Database
from classroom.storage.schema import attempts, classes, metadata, moves, people
from classroom.storage.steady_time import now
from tests.classroom.room import HERE, a_room
from tests.classroom.rows import A_CLASS, a_class, in_threads, rows
from tests.services import Postgres
from tests.support import ROOT

TOGETHER = 4


def test_migrations_make_the_tables_that_the_schema_says(db: Database) -> None:
    with db.writing() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_migrations_go_back_to_nothing_and_forth_again(db: Database) -> None:
    def migrate(step: Callable[[Config, str], None], to: str) -> set[str]:
        with db.writing() as connection:
            config = Config()
            config.set_main_option("script_location", str(module.HERE / "migrations"))
            config.attributes["connection"] = connection
            step(config, to)
        with db.reading() as connection:
            return set(inspect(connection).get_table_names()) - {"alembic_version"}

    assert migrate(command.downgrade, "base") == set()
    assert migrate(command.upgrade, "head") == set(metadata.tables)


def test_students_of_an_older_database_come_back_with_the_codes_that_they_have(
    db: Database,
) -> None:
    room = a_room(db)
    (ada,) = room.joined("Ada")
    with db.writing() as connection:
        # As it was kept before.
        connection.execute(update(people).values(code=ada.code))
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
        config = Config()
        config.set_main_option("script_location", str(module.HERE / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    assert come_back(db, room.code, ada.code, HERE) == ada


def test_processes_that_open_an_empty_database_at_once_all_succeed(
    db_url: str, opened: Callable[[str], Database]
) -> None:
    program = (
        "import sys; from classroom.storage.database import Database; print('ready', flush=True);"
        "sys.stdin.readline(); Database(sys.argv[1]).close()"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, db_url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(TOGETHER)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0] * TOGETHER, outputs
    with opened(db_url).reading() as connection:
        assert rows(connection) == dict.fromkeys(metadata.tables, 0)


def test_opening_a_new_sqlite_file_waits_for_whoever_else_is_making_it(tmp_path: Path) -> None:
    """SQLite itself does not wait when the journal is new: about one in fifty such races failed."""
    file = tmp_path / "classes.sqlite"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE something (id INTEGER)")
    later = threading.Timer(0.3, other.execute, ["COMMIT"])
    later.start()
    Database(f"sqlite:///{file}").close()
    later.join()
    other.close()


def test_deleting_a_class_leaves_nothing_of_it(db: Database) -> None:
    with db.writing() as connection:
        first = a_class(connection)
        connection.execute(
            insert(classes).values({**A_CLASS, "code": "GHJKMN", "key_hash": "1" * 64})
        )
    with db.writing() as connection:
        connection.execute(delete(classes).where(classes.c.id == first))
    with db.reading() as connection:
        assert rows(connection) == {
            "classes": 1,
            "tables": 0,
            "people": 0,
            "moves": 0,
            "attempts": 0,
            "installation": 0,
            "clocks": 0,
        }


def test_what_a_class_wrote_is_not_found_in_the_sqlite_files_once_it_is_deleted(
    lite: Database, tmp_path: Path
) -> None:
    db = lite
    secret = "known only to Ada"
    with db.writing() as connection:
        made = a_class(connection)
        connection.execute(update(moves).values(note=secret))
    with db.writing() as connection:
        connection.execute(delete(classes).where(classes.c.id == made))
    db.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["classes.sqlite"]
    assert secret.encode() not in (tmp_path / "classes.sqlite").read_bytes()


def test_a_transaction_that_fails_changes_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.writing() as connection:
        a_class(connection) / 0
    with db.reading() as connection:
        assert rows(connection)["classes"] == 0


def test_a_reader_sees_one_state_however_long_it_reads(db: Database) -> None:
    with db.reading() as connection:
        before = rows(connection)
        with db.writing() as other:
            a_class(other)
        assert rows(connection) == before
    with db.reading() as connection:
        assert rows(connection) != before


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(Exception, match=r"read-only|readonly"), db.reading() as connection:
        a_class(connection)
    # The connection is not spoilt for the next who writes.
    with db.writing() as connection:
        a_class(connection)


def _until_full(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count=1")  # as many as there are
    while True:
        connection.execute(update(classes).values(scenario=classes.c.scenario + "x" * 10_000))


def test_a_full_disk_is_told_to_who_asked_and_to_who_reads_the_log(
    lite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with lite.writing() as connection:
        a_class(connection)
    with pytest.raises(Unavailable, match="disk is full"), lite.writing() as connection:
        _until_full(connection)
    assert "database or disk is full" in caplog.text


def test_a_database_that_takes_nothing_in_is_told(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    read_only = "PRAGMA query_only=ON" if db.sqlite else "SET TRANSACTION READ ONLY"
    with pytest.raises(Unavailable, match="may not write"), db.writing() as connection:  # noqa: PT012
        connection.exec_driver_sql(read_only)
        a_class(connection)
    assert re.search("readonly|read-only", caplog.text)
    with db.writing() as connection:
        a_class(connection)


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_is_moved_away_is_noticed_and_may_be_put_back(
    lite: Database, tmp_path: Path, replaced: bool, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "classes.sqlite"
    with lite.writing() as connection:
        a_class(connection)
    path.rename(tmp_path / "away")
    if replaced:
        path.touch()
    for open_it in (lite.reading, lite.writing):
        with pytest.raises(Unavailable, match="not where it was"), open_it() as connection:
            rows(connection)
    assert f"{path} was moved, deleted or replaced" in caplog.text
    assert path.exists() == replaced  # none is made in its place
    (tmp_path / "away").rename(path)
    with lite.reading() as connection:
        assert rows(connection)["classes"] == 1


def test_a_new_file_is_its_owners_alone(lite: Database, tmp_path: Path) -> None:
    with lite.writing() as connection:
        a_class(connection)
    files = list(tmp_path.iterdir())
    assert len(files) > 1  # and so is the journal beside it
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_the_folder_that_classes_are_kept_in_is_made_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(module.VARIABLE, raising=False)
    monkeypatch.setattr(module, "DEFAULT", tmp_path / "data" / "classes.sqlite")
    (tmp_path / "data").mkdir(mode=0o755)
    module.DEFAULT.touch(mode=0o644)
    assert module.address().endswith("classes.sqlite")
    assert module.DEFAULT.parent.stat().st_mode & 0o777 == 0o700
    assert module.DEFAULT.stat().st_mode & 0o777 == 0o600


def test_an_error_says_nothing_of_what_was_written(db: Database) -> None:
    again = insert(classes).values(A_CLASS)
    with db.writing() as connection:
        connection.execute(again)
    with pytest.raises(IntegrityError) as raised, db.writing() as connection:
        connection.execute(again)
    assert "UNIQUE" in str(raised.value).upper()
    assert str(A_CLASS["key_hash"]) not in str(raised.value)


def test_whoever_waits_for_changes_is_told_after_they_are_kept(db: Database) -> None:
    changed = threading.Event()
    db.tell(changed)
    with pytest.raises(RuntimeError), db.writing():
        raise RuntimeError
    assert not changed.is_set()
    with db.writing() as connection:
        a_class(connection)
        assert not changed.is_set()
    assert changed.is_set()


def test_writers_at_once_wait_for_one_another_and_lose_nothing(db: Database) -> None:
    threads, times = 8, 50
    with db.writing() as connection:
        connection.execute(insert(attempts).values(who="all", minute=0, count=0))

    def add(_number: int) -> None:
        for _ in range(times):
            with db.writing() as connection:
                # Reads first, and writes what it read: the row is locked meanwhile.
                query = select(attempts.c.count).with_for_update()
                count = connection.execute(query).scalar_one()
                connection.execute(update(attempts).values(count=count + 1))

    assert in_threads(threads, add) == []
    with db.reading() as connection:
        assert connection.execute(select(attempts.c.count)).scalar_one() == threads * times


def test_every_connection_to_sqlite_is_durable_and_thorough(lite: Database) -> None:
    db = lite
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": module.WAIT * 1000,
    }
    met: set[int] = set()
    together = threading.Barrier(4)

    def look(_number: int) -> None:
        with db.reading() as connection:
            met.add(id(connection.connection.driver_connection))
            together.wait(20)
            for name, value in expected.items():
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == value, name

    assert in_threads(4, look) == []
    assert len(met) == 4


def test_writers_take_their_turn_when_they_begin(lite: Database) -> None:
    db = lite
    statements: list[str] = []
    event.listen(
        db.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_rest: statements.append(statement),
    )
    with db.writing():
        pass
    with db.reading():
        pass
    assert [sql for sql in statements if sql.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]


def test_postgres_is_asked_to_keep_what_it_confirms(
    postgres_url: str, opened: Callable[[str], Database]
) -> None:
    with opened(postgres_url).reading() as connection:
        for name in ("fsync", "synchronous_commit"):
            assert connection.execute(text(f"SHOW {name}")).scalar_one() == "on"


def test_connections_that_the_server_cut_are_made_anew(
    postgres: Postgres, postgres_url: str, opened: Callable[[str], Database]
) -> None:
    db = opened(postgres_url)
    with db.writing() as connection:
        a_class(connection)
    postgres.stop()
    postgres.start()
    with db.reading() as connection:
        assert rows(connection)["moves"] == 1


def test_the_clock_is_the_databases(db: Database) -> None:
    with db.reading() as connection:
        first, second = now(connection), now(connection)
        assert 1.7e9 < first < second
