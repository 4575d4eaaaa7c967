"""Whatever text a visitor of a class sends: it is kept clean or refused with a sentence; on both databases."""

import json
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from classroom.errors import Unknown
from classroom.records import Settings
from classroom.service import seats, tables
from classroom.service.classes import by_code, by_key, change_settings
from classroom.service.people import come_back, join
from classroom.storage.database import Database
from simulator.errors import SimulatorError
from tests.classroom.room import HERE, Room, a_pair, slices, unhurried
from tests.hostile import MARKDOWN_ALONE, TEXTS, UNSEEN, spoiling
from ui.server.serving import _channel
from ui.text import plain

SENT = (*UNSEEN, "\0", "\ud800", "\u202e", "\n", "", "x" * 9_000)


def answer(act: Callable[[], object]) -> str:
    """What whoever sent something is shown; empty if it was taken."""
    try:
        act()
    except SimulatorError as refusal:
        return plain(str(refusal))
    return ""


@pytest.fixture
def table(db: Database, monkeypatch: pytest.MonkeyPatch) -> tuple[Room, int]:
    unhurried(monkeypatch)
    room, one, _ = a_pair(db)
    return room, one.id


def test_names_notes_and_settings_are_kept_clean_or_refused(
    db: Database, table: tuple[Room, int]
) -> None:
    room, student = table
    kept, answers = [], set()
    for text in (*SENT, *TEXTS, *MARKDOWN_ALONE):
        answers.add(answer(partial(join, db, room.code, text, HERE)))
        answers.add(answer(partial(tables.offer, db, student, slices(3), text)))
    for text in SENT:
        settings: list[dict[str, Any]] = [
            {"briefs": {"a": text}}, {"briefs": {text: "x"}}, {"names": [text]}, {"door": text},
        ]  # fmt: skip
        for changed in settings:
            answers.add(answer(partial(change_settings, db, room.id, Settings(**changed))))
            now = room.live.settings
            kept += [*now.names, *now.briefs, *"".join(now.briefs.values()).splitlines(), now.door]
        answers.add(answer(partial(change_settings, db, room.id, Settings())))
    names = {person.name for person in room.all.people}
    assert names >= {"Ab0", "Ab1", "Ab3", "Ab6", "Ab10"}
    kept += [*names, *(move.note for move in room.at(1).moves)]
    invisible = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not invisible & {unicodedata.category(letter) for text in kept for letter in text}
    assert not any(map(spoiling, answers))


def test_a_term_that_is_none_of_the_options_is_refused_in_words(
    db: Database, table: tuple[Room, int]
) -> None:
    room, student = table
    for text in (*SENT, float("nan"), float("inf"), -1e300):
        offered: Any = ({"i0": text}, {str(text): "o3"}, {**slices(3), str(text): "o3"})
        answers = [answer(partial(tables.offer, db, student, terms)) for terms in offered]
        assert all(answers)
        assert not any(map(spoiling, answers))
    assert room.at(1).moves == []


def test_a_code_a_key_or_a_role_that_is_nobodys_is_unknown(
    db: Database, table: tuple[Room, int]
) -> None:
    room, student = table
    for number, text in enumerate(SENT):
        where = f"192.0.2.{number}"
        for act in (
            partial(by_code, db, text, where),
            partial(by_key, db, room.code, text, where),
            partial(by_key, db, text, room.key, where),
            partial(come_back, db, room.code, text, where),
            partial(join, db, text, "Zoë", where),
            partial(seats.move, db, room.id, student, (1, text)),
            partial(seats.seat_computer, db, room.id, 1, text),
            partial(_channel, db, json.dumps({"class": text, "me": text}), where),
            partial(_channel, db, json.dumps({"class": room.code, "key": text}), where),
        ):
            with pytest.raises(Unknown):
                act()
