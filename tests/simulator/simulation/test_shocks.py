"""What happens during the talks changes what it says, from its round on, and nothing before."""

import datetime
import re
from typing import Any

import numpy as np
import pytest

from simulator.acceptance.acceptance import accept
from simulator.errors import ScenarioError
from simulator.history.path import happened_by, history_path
from simulator.preferences.negotiation_model import Model
from simulator.scenario.editing import EditError
from simulator.scenario.reading.loading import ScenarioDocument
from simulator.simulation.monte_carlo import simulate
from simulator.simulation.phases import prepared_talks
from simulator.simulation.plan import TalksError, plan
from simulator.simulation.protocol import Ending
from simulator.simulation.shocks import model_after
from tests.support import ROOT, shipped, water, water_data

ARGUED = {"assumption": "test"}
DRY = "futures > drought > probability"
UNION_RAIN = "parties > farmers > players > union > no_deal > drought"


def flood(**of: Any) -> dict[str, Any]:
    return {"label": "Flood", "description": "It rains.", **ARGUED, **of}


def with_shocks(**shocks: dict[str, Any]) -> Model:
    return Model(water({("talks",): {"shocks": shocks}}))


def test_nothing_changes_before_its_round_and_something_from_it_on() -> None:
    worse = {UNION_RAIN: {"value": 0.75, "low": 0.7, "high": 0.8, **ARGUED}}
    model = with_shocks(dry=flood(round=4, changes=worse))
    tactics = {"city": "boulware", "farmers": "boulware"}
    calm = simulate(model, plan(model.scenario, rounds=9, shocks={}, strategies=tactics), 400)
    shaken = simulate(model, plan(model.scenario, rounds=9, strategies=tactics), 400)
    assert (calm.offers[:3] == shaken.offers[:3]).all()
    assert (calm.offers[3:] != shaken.offers[3:]).any()
    early = calm.round < 4
    assert (shaken.ending[early] == calm.ending[early]).all()
    before, now = shaken.prepared.phases
    assert (before.start, now.start) == (1, 4)
    assert now.views[1].reservation.mean() > before.views[1].reservation.mean() + 0.1
    assert (now.views[0].reservation == before.views[0].reservation).all()


def test_a_future_made_certain_leaves_the_others_nothing() -> None:
    model = with_shocks(dry=flood(round=1, changes={DRY: {"value": 0.7, **ARGUED}}))
    changed = model_after(model, ["dry"]).scenario.futures
    assert changed["drought"].probability.value == 0.7
    assert changed["rain"].probability.value == pytest.approx(0.3)


def test_a_new_range_is_taken_and_without_one_the_old_range_moves_along() -> None:
    ranged = {"value": 0.6, "low": 0.5, "high": 0.7, **ARGUED}
    for change, low in ((ranged, 0.5), ({"value": 0.6, **ARGUED}, None)):
        model = with_shocks(dry=flood(changes={"credibilities > promise": change}))
        promise = model_after(model, ["dry"]).scenario.credibilities["promise"]
        assert promise.value == 0.6
        assert promise.low is not None
        assert promise.low == pytest.approx(low) if low else promise.low < 0.5


def test_an_end_takes_back_what_a_shock_changed() -> None:
    model = with_shocks(dry=flood(changes={DRY: {"value": 0.7, **ARGUED}}), wet=flood(ends="dry"))
    assert model_after(model, ["dry"]).scenario.futures["drought"].probability.value == 0.7
    assert model_after(model, ["dry", "wet"]) is model


def test_of_two_shocks_the_later_one_wins() -> None:
    model = with_shocks(
        dry=flood(changes={DRY: {"value": 0.7, **ARGUED}}),
        dust=flood(changes={DRY: {"value": 0.8, **ARGUED}}),
    )
    for order, value in ((["dry", "dust"], 0.8), (["dust", "dry"], 0.7)):
        assert model_after(model, order).scenario.futures["drought"].probability.value == value


def test_a_shock_can_make_a_breakdown_likelier() -> None:
    changes = {"talks > breakdown": {"value": 0.9, **ARGUED}}
    talks = {
        "breakdown": {"value": 0.0, **ARGUED},
        "shocks": {"row": flood(round=3, changes=changes)},
    }
    model = Model(water({("talks",): talks}))
    chosen = plan(model.scenario, rounds=6, strategies=dict.fromkeys(("city", "farmers"), "anchor"))
    simulated = simulate(model, chosen, 500)
    broken = simulated.ending == Ending.BROKEN_OFF
    assert (simulated.round[broken] >= 3).all()
    assert broken.sum() > 100


@pytest.mark.parametrize(
    ("talks", "says"),
    [
        ({"opens": {"party": "citty", **ARGUED}}, 'no party "citty". Did you mean "city"'),
        ({"opens": {"party": "city"}}, "missing provenance"),
        ({"rounds": {"value": 0, **ARGUED}}, "at least 1"),
        ({"rounds": {"value": 2.5, **ARGUED}}, "must be a whole number"),
        ({"breakdown": {"value": 1.2, **ARGUED}}, "between 0 and 1"),
        ({"tactics": {"city": {"tactic": "bolware", **ARGUED}}}, 'Did you mean "boulware"'),
        ({"tactics": {"mars": {"tactic": "linear", **ARGUED}}}, 'no party "mars"'),
        ({"tactics": {"city": {"tactic": "linear", "accepts": "never", **ARGUED}}}, "one of"),
        ({"shocks": {"dry": flood(round=3)}}, "has `changes`, or `ends` another"),
        ({"shocks": {"dry": flood(ends=["dust"])}}, 'no shock "dust"'),
        ({"shocks": {"dry": flood(changes={"futures > dust": {"value": 1, **ARGUED}})}}, 'no "dust" in futures'),
        ({"shocks": {"dry": flood(changes={"futures > rain": {"value": 1, **ARGUED}})}}, "does not lead to an estimate"),
        ({"shocks": {"dry": flood(changes={DRY: {"value": 1.4, **ARGUED}})}}, "between 0 and 1"),
        ({"shocks": {"dry": flood(changes={DRY: {"value": 0.4}})}}, "missing provenance"),
        (
            {"rounds": {"value": 5, **ARGUED}, "shocks": {"dry": flood(round=6, changes={DRY: {"value": 0.4, **ARGUED}})}},
            "the talks have 5 rounds; found 6",
        ),
        (
            {"shocks": {"dry": flood(changes={DRY: {"value": 0.4, **ARGUED}, "futures > rain > probability": {"value": 0.5, **ARGUED}})}},
            "add up to 0.9, not 1",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(talks: dict[str, Any], says: str) -> None:
    data = water_data() | {"talks": talks}
    with pytest.raises(ScenarioError) as raised:
        _ = ScenarioDocument("water.yaml", data).scenario
    (problem,) = raised.value.problems
    assert problem.field[0] == "talks"
    assert says in problem.message


def test_changes_that_leave_no_valid_scenario_are_refused_when_they_happen() -> None:
    weights = "parties > farmers > players > union > weights > "
    model = with_shocks(
        odd=flood(
            changes={weights + issue: {"value": 0.6, **ARGUED} for issue in ("price", "flow")}
        )
    )
    with pytest.raises(EditError, match="Lower one of them"):
        prepared_talks(model, {"odd": 1})


def test_a_room_serves_only_the_shocks_that_it_was_prepared_for() -> None:
    model = Model(water())
    held = plan(model.scenario)
    assert held.shocks == {"dry": 8, "rains": 9}
    with pytest.raises(TalksError, match="other shocks"):
        simulate(model, held, 10, prepared=prepared_talks(model, draws=10))
    simulate(model, held, 10, prepared=prepared_talks(model, held.shocks, draws=10))


def test_what_would_happen_after_the_deadline_does_not_happen() -> None:
    assert plan(water(), rounds=8).shocks == {"dry": 8}


def test_the_path_of_the_small_scenario() -> None:
    """Without shocks each step is the likely acceptance that the record is scored by."""
    model = Model(water())
    path = history_path(model)
    assert [step.id for step in path.steps] == ["first", "second", "letter", "signed"]
    chances = accept(
        model.sample,
        np.stack(
            [
                model.space.positions({id: term.value for id, term in model.scenario.history[at].terms.items()})
                for at in ("first", "second", "signed")
            ]
        ),
    ).joint.mean  # fmt: skip
    steps = {step.id: step for step in path.steps}
    assert steps["letter"].likelihood is None
    assert path.judged == 3
    expected = [1 - chances[0], 1 - chances[1], chances[2]]
    assert [steps[id].likelihood for id in ("first", "second", "signed")] == pytest.approx(expected)
    assert path.by_step == pytest.approx(np.prod(expected))
    assert 0 < path.probability < 1
    assert path.coin_toss == 0.125


def test_a_path_only_gets_less_likely_with_every_step() -> None:
    history = history_path(shipped("us_ukraine_minerals"))
    path = [1.0, *(step.path for step in history.steps)]
    assert path == sorted(path, reverse=True)
    assert history.steps[-1].path == history.probability
    assert history.error < 0.1 * history.probability


def test_the_shocks_of_2025_stand_where_the_record_has_them() -> None:
    model = shipped("us_ukraine_minerals")
    steps = {step.id: step for step in history_path(model).steps}
    assert steps["d1"].shocks == steps["d3"].shocks == ()
    assert steps["d3"].acceptance == steps["d3"].without_shocks
    assert steps["event_28feb"].shocks == ("oval_office_row",)
    assert steps["d4"].shocks == ("aid_restored",)
    assert steps["d7"].shocks == ("aid_restored", "china_curbs")
    day = datetime.date(2025, 3, 5)
    assert happened_by(model.scenario, day) == ("oval_office_row", "aid_paused")
    rounds = [shock.round or 0 for shock in model.scenario.talks.shocks.values() if shock.date]
    assert rounds == sorted(rounds), "rounds and dates tell the same order"


def test_the_shocks_of_2025_move_no_deal_as_the_scenarios_of_them_do() -> None:
    model = shipped("us_ukraine_minerals")
    paused = model_after(model, ["aid_paused"]).central.players
    expected = shipped("us_ukraine_aid_paused").central.players
    for id in ("white_house", "presidency", "rada"):
        assert paused[id].reservation == pytest.approx(expected[id].reservation, abs=1e-6)


def test_the_note_on_the_case_says_what_the_path_comes_to() -> None:
    text = (ROOT / "docs/case-minerals.md").read_text("utf-8")
    (shaken, without) = re.findall(r"comes to (\d\.\d+) \((\d\.\d+) without shocks\)", text)[0]
    model = shipped("us_ukraine_minerals")
    calm = Model(
        model.scenario.model_copy(
            update={"talks": model.scenario.talks.model_copy(update={"shocks": {}})}
        )
    )
    assert history_path(model).probability == pytest.approx(float(shaken), abs=0.005)
    assert history_path(calm).probability == pytest.approx(float(without), abs=0.005)
