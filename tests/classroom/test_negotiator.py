"""How a simulated student haggles, at tables without a database."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from classroom.records import Kind, Move, Table, TableTalks
from classroom.service.rules import agreed, consents, standing
from classroom.simulated.negotiator import Act, next_act, outlook, persona
from simulator.bargaining.survey import survey
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import ScenarioDocument, load_scenario
from simulator.scenario.scenario import Scenario
from simulator.simulation.human.brief import Brief, brief
from tests.classroom.room import PIE, THREE
from tests.support import SCENARIOS, scenario_from, two_player_data

TURNS = 16
"""Of each student."""
FILES = sorted(SCENARIOS.glob("*.yaml"))


def hopeless() -> Scenario:
    """A pie of which both want more than half."""
    shares = [n / 10 for n in range(11)]
    data = two_player_data([(shares, shares[::-1])], ([1.0], [1.0]), (0.6, 0.6))
    return ScenarioDocument("hopeless", data).scenario


def sides(model: Model) -> dict[str, Brief]:
    return {id: brief(model, party.lead) for id, party in model.scenario.parties.items()}


def at_a_table(done: Sequence[Move]) -> TableTalks:
    return TableTalks(Table(1, 1, 1, "open", None, None, 1), [], done)


def written(done: Sequence[Move], party: str, act: Act) -> Move:
    kind: Kind = act[0]
    terms = act[1] if act[0] == "offer" else None
    about = act[1] if act[0] == "accept" else None
    note = act[2] if act[0] == "offer" else ""
    return Move(len(done) + 1, 1, 1, party, kind, terms, note, about, 0.0, 0.0)


def talks(model: Model, first: int) -> tuple[list[Move], Move | None]:
    """Let students with ids from `first` talk in turn; return the moves and the deal."""
    parties = list(model.scenario.parties)
    done: list[Move] = []
    for turn in range(TURNS):
        for number, party in enumerate(parties):
            gone = (turn + number / len(parties)) / TURNS
            act = next_act(model, party, at_a_table(done), gone, persona(first + number))
            if act is None:
                continue
            stood = {id for id, yes in consents(done).items() if party not in yes}
            made = written(done, party, act)
            if made.kind == "accept":
                assert made.about in stood
                assert standing(done).get(party) is None or standing(done)[party].id != made.about
            done.append(made)
            if made.kind == "walk" or agreed(done, parties):
                return done, agreed(done, parties)
    return done, None


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "scenario",
    [*FILES, PIE, THREE],
    ids=[*(file.stem for file in FILES), "a pie", "three parties"],
)
def test_students_of_every_scenario_mostly_come_to_deals_that_are_better_for_all_than_none(
    scenario: Path | str,
) -> None:
    model = Model(
        load_scenario(scenario) if isinstance(scenario, Path) else scenario_from(scenario)
    )
    own = sides(model)
    deals = []
    for table in range(20):
        done, deal = talks(model, 100 + 10 * table)
        for party in own:
            offered = [move.terms for move in done if move.party == party and move.kind == "offer"]
            assert all(terms is not None for terms in offered)
            # It offers nothing twice, and nothing that is worse for it than no deal.
            assert len({str(terms) for terms in offered}) == len(offered)
            assert all(own[party].worth(terms or {}) >= own[party].none for terms in offered)
        if deal is not None and deal.terms is not None:
            deals.append(deal.terms)
            for side in own.values():
                assert side.worth(deal.terms) >= side.none
    if survey(model).zopa_size:
        assert len(deals) >= 12
        assert len({str(terms) for terms in deals}) >= 3
    else:
        assert not deals


def test_some_tables_end_without_a_deal_and_the_same_students_do_the_same_again() -> None:
    model = Model(scenario_from(PIE))
    ends = Counter(talks(model, 10 * table)[1] is not None for table in range(80))
    assert ends[True] > ends[False] > 0
    assert talks(model, 7) == talks(model, 7)
    assert talks(model, 7) != talks(model, 8)


def test_where_no_deal_is_better_for_both_they_ask_for_their_best_and_part() -> None:
    model = Model(hopeless())
    own = sides(model)
    last = Counter[str]()
    for table in range(30):
        done, deal = talks(model, 10 * table)
        assert deal is None
        assert done[0].terms == own["a"].best
        last[done[-1].kind] += 1
        for move in done:
            assert move.terms is None or own[move.party].worth(move.terms) >= 0.6
    assert last["walk"] > 0 < last["offer"]


def test_a_student_asks_for_less_as_time_goes_by() -> None:
    model = Model(scenario_from(PIE))
    own = sides(model)
    done, _ = talks(model, 10)
    for party in own:
        asked = [
            own[party].worth(move.terms) for move in done if move.party == party and move.terms
        ]
        assert len(asked) >= 3
        assert asked[0] == 1.0
        assert asked == sorted(asked, reverse=True)


def test_a_student_that_gets_no_answer_does_not_flood_the_table() -> None:
    model = Model(scenario_from(PIE))
    for id in range(20):
        done: list[Move] = []
        for second in range(300):
            act = next_act(model, "b", at_a_table(done), second / 300, persona(id))
            if act is not None:
                done.append(written(done, "b", act))
                if act[0] == "walk":
                    break
        assert 1 <= len(done) <= 15


def test_a_student_takes_what_is_as_good_as_its_best_at_once_and_nothing_worse_than_no_deal() -> (
    None
):
    model = Model(scenario_from(PIE))

    def offered(slices: int) -> list[Move]:
        return [written([], "a", ("offer", {"i0": f"o{slices}"}, ""))]

    for id in range(30):
        assert next_act(model, "b", at_a_table(offered(0)), 0.0, persona(id)) == ("accept", 1)
        for gone in (0.0, 0.5, 0.9, 0.99, 1.0):
            act = next_act(model, "b", at_a_table(offered(8)), gone, persona(id))
            assert act is None or act[0] != "accept"
    late = [next_act(model, "b", at_a_table(offered(6)), 0.99, persona(id)) for id in range(100)]
    # Most would rather have 0.4 than the 0.3 of no deal when there is no time left; a few would not.
    assert 60 < late.count(("accept", 1)) < 100


def test_a_yes_is_not_taken_back_while_the_third_party_may_still_say_it() -> None:
    model = Model(scenario_from(THREE))
    own = sides(model)
    best = own["city"].best
    done = [
        written([], "city", ("offer", own["farmers"].best, "")),
        Move(2, 1, 1, "farmers", "accept", None, "", 1, 0.0, 0.0),
    ]
    for id in range(20):
        assert next_act(model, "farmers", at_a_table(done), 0.2, persona(id)) is None
    while len(done) < 9:
        done.append(written(done, "city" if len(done) % 2 else "province", ("offer", best, "")))
    later = [next_act(model, "farmers", at_a_table(done), 0.2, persona(id)) for id in range(20)]
    assert any(act is not None and act[0] == "offer" for act in later)


def test_what_a_student_knows_is_its_own_brief_and_deals_it_would_take() -> None:
    for text in (PIE, THREE):
        model = Model(scenario_from(text))
        for party, own in sides(model).items():
            known = outlook(model, party)
            assert known.brief.player == own.player
            assert known is outlook(model, party)
            assert known.hopeful
            for at, worth in zip(known.positions, known.own, strict=True):
                deal = model.space.deal(at)
                assert worth == pytest.approx(own.worth(deal))
                assert worth >= own.none
                assert not own.crossed(deal)
    assert not outlook(Model(hopeless()), "a").hopeful
