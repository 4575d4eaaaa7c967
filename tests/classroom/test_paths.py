"""A table's talks, followed offer by offer."""

import pytest

from classroom.debrief.paths import table_path
from classroom.service.rules import consents
from simulator.simulation.human.brief import brief
from tests.classroom.made_class import CHEAP, DEAR, GOOD, Done, Sat, everything, three, valley

TALKS: list[Done] = [
    (10.0, "city", "offer", DEAR, "Water is dear."),
    (20.0, "farmers", "accept", 0, ""),
    (25.0, "farmers", "take_back", 0, ""),
    (30.0, "farmers", "offer", CHEAP, ""),
    (40.0, "city", "offer", {**DEAR, "price": 8.0}, ""),
    (50.0, "farmers", "withdraw", 1, ""),
    (60.0, "city", "offer", GOOD, ""),
    (70.0, "farmers", "accept", 3, ""),
]


def test_each_offer_knows_its_time_its_worth_and_what_became_of_it() -> None:
    model = valley()
    (talks,) = everything(model, [Sat(TALKS, "deal", 3, 70.0)]).talks
    path = table_path(model, talks)
    assert [offer.party for offer in path.offers] == ["city", "farmers", "city", "city"]
    assert [offer.fate for offer in path.offers] == ["replaced", "withdrawn", "replaced", "deal"]
    assert [offer.clock for offer in path.offers] == [10, 30, 40, 60]
    assert [offer.until for offer in path.offers] == [40, 50, 60, 70]
    assert [offer.agreed for offer in path.offers] == [(), (), (), ("farmers",)]
    assert [(a.kind, a.clock) for a in path.offers[0].answers] == [
        ("accept", 20),
        ("take_back", 25),
    ]
    assert [offer.changed for offer in path.offers] == [
        (),
        (),
        ("price",),
        ("price", "flow", "judge"),
    ]
    assert [offer.first for offer in path.offers] == [True, True, False, False]
    assert path.offers[0].note == "Water is dear."
    assert path.offers[0].person == "city 1"
    assert path.offers[3].worth[1] == pytest.approx(brief(model, "union").worth(GOOD))
    assert path.ended == 70


def test_an_offer_of_ones_own_takes_back_ones_yes_as_the_rules_say() -> None:
    model = three()
    done: list[Done] = [
        (10.0, "city", "offer", DEAR, ""),
        (20.0, "farmers", "accept", 0, ""),
        (25.0, "province", "offer", GOOD, ""),
        (30.0, "farmers", "accept", 1, ""),
        (40.0, "farmers", "offer", CHEAP, ""),
        (50.0, "city", "accept", 1, ""),
        (60.0, "farmers", "walk", None, ""),
    ]
    (talks,) = everything(model, [Sat(done, "walked", None, 60.0)]).talks
    path = table_path(model, talks)
    assert path.walked == "farmers"
    held = consents(talks.moves)
    for move, offer in zip(talks.offers, path.offers, strict=True):
        assert offer.fate == "stands"
        assert frozenset(offer.agreed) == held[move.id]
    assert [offer.agreed for offer in path.offers] == [(), ("city",), ()]


def test_a_table_where_nobody_moved_has_an_empty_path() -> None:
    model = valley()
    (talks,) = everything(model, [Sat()]).talks
    assert table_path(model, talks).offers == ()
