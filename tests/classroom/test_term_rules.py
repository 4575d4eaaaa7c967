"""Rules between terms in a live class: the server refuses what breaks one."""

import pytest
from hypothesis import given

from classroom.service import tables
from classroom.simulated.negotiator import outlook
from classroom.storage.database import Database
from simulator.errors import RuleError
from tests.classroom.room import a_pair
from tests.simulator.scenario.test_rules import RULE, ruled
from tests.strategies import excluded
from tests.strategies import ruled as ruled_negotiations
from tests.support import examples, model_of


def test_an_offer_that_breaks_a_rule_is_refused_on_the_server_with_the_reason(db: Database) -> None:
    room, one, _ = a_pair(db, ruled(RULE))
    with pytest.raises(RuleError, match="Nobody pays that much with nobody to turn to"):
        tables.offer(db, one.id, {"price": 9, "flow": "none", "judge": "nobody"})
    assert room.at(1).moves == []
    tables.offer(db, one.id, {"price": 9, "flow": "none", "judge": "court"})
    assert len(room.at(1).moves) == 1


@examples(20)
@given(ruled_negotiations())
def test_what_a_simulated_student_has_in_mind_obeys(data) -> None:
    model = model_of(data)
    for party in model.scenario.parties:
        for at in outlook(model, party).positions:
            deal = model.space.deal(at)
            assert not any(excluded(rule, deal) for rule in data["rules"].values())
