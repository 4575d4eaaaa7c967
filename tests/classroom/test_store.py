"""What a process keeps of classes in its memory."""

import pytest

from classroom.service import classes
from classroom.service.people import desk
from classroom.service.tables import offer
from classroom.storage import store
from classroom.storage.database import Database
from tests.classroom.room import a_pair, slices


def kept(db: Database) -> list[object]:
    url = str(db.engine.url)
    return [
        key for where in (store._texts, store._read, store._done) for key in where if key[0] == url
    ]


def test_a_class_that_another_process_deletes_is_forgotten(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, ada, ben = a_pair(db)
    offer(db, ada.id, slices(6), "only for Ben")
    looked_back: list[str] = []
    monkeypatch.setattr(store, "_elsewhere", [])
    store.when_forgetting(looked_back.clear)
    looked_back.append("what the page has worked out")
    assert desk(db, ben.id).talks is not None
    assert len(kept(db)) == 3
    store.forget_deleted(db)
    assert len(kept(db)) == 3, "nothing is gone, so nothing is forgotten"
    assert looked_back
    # As another process does it: this one is not told.
    with monkeypatch.context() as patch:
        patch.setattr(classes, "forget", lambda: None)
        classes.delete_class(db, room.id)
    assert len(kept(db)) == 3
    store.forget_deleted(db)
    assert kept(db) == []
    assert looked_back == []
