"""What must hold of a body's vote (docs/model.md, section 3)."""

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import binom

from simulator.acceptance.acceptance import accept, draw_chances, mean_chances
from simulator.acceptance.acceptance_map import acceptance_map
from simulator.acceptance.evaluation import evaluate
from simulator.acceptance.learning import Answered, learn
from simulator.acceptance.votes import Vote, population_yes, vote
from simulator.bargaining.feasibility import feasibility_changes
from simulator.bargaining.survey import survey
from simulator.errors import ScenarioError
from simulator.explain.deal import explanation
from simulator.explain.review import remarks
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.negotiation_model import Model
from simulator.preferences.player_preferences import Body
from simulator.preferences.utility import utilities
from simulator.recommendation.free_amounts import FreeAmounts
from simulator.scenario.deals import proposal_deal
from simulator.scenario.editing import edited_scenario
from simulator.scenario.reading.loading import ScenarioDocument, load_document
from simulator.sensitivity.one_deal import OneDeal
from simulator.simulation.stochastic_acceptance import says_yes
from tests.bodies import ARGUED, exact_chance, group, with_body
from tests.properties.test_acceptance import every_deal, reordered
from tests.support import COUNCIL, MINERALS, examples, model_of, water

few_examples = examples(25)
shares = st.floats(0.02, 0.98)
DEAL: dict[str, float | str] = {"price": 5.0, "flow": "summer", "judge": "panel"}
SURE = {"steepness": {"value": 1e6, **ARGUED}, "threshold": {"value": 0.0, **ARGUED}}
THREE = {
    "left": group(3, 0.3, no_deal={"rain": {"value": 0.6, "low": 0.5, "high": 0.7, **ARGUED}}),
    "right": group(4, 0.5),
    "mayors": group(2, 0.9, like="mayor"),
}
"""Groups that want different things."""


def counted(members: list[int], yes: list[float], discipline: list[float], needed: int) -> Vote:
    """A vote in which it is known how likely each group's members are to say yes."""
    ids = [str(n) for n in range(len(members))]
    body = Body(
        {}, {id: id for id in ids}, np.array(members, dtype=float)[:, None],
        np.array(discipline)[:, None], np.array([float(needed)]), True,
    )  # fmt: skip
    return vote(body, {id: np.array([[q]]) for id, q in zip(ids, yes, strict=True)})


def chance(*stated: Any) -> float:
    return float(counted(*stated).chance.item())


votes_of_groups = st.lists(
    st.tuples(st.integers(1, 60), shares, st.floats(0, 1)), min_size=1, max_size=5
)


def test_a_vote_equals_a_computation_by_hand() -> None:
    """Three members of discipline ¼ say yes with 0.6; two ayes are needed.

    √¼ of the time each does what the group decided: 0.8 of them say yes after a yes, 0.3 after a no. So
    ayes are 2.4 ± √0.48 with chance 0.6, and 0.9 ± √0.63 with chance 0.4.
    """
    by_hand = 0.6 * ndtr((2.4 - 1.5) / 0.48**0.5) + 0.4 * ndtr((0.9 - 1.5) / 0.63**0.5)
    assert by_hand == pytest.approx(0.6317, abs=1e-4)
    assert chance([3], [0.6], [0.25], 2) == pytest.approx(by_hand)
    # Without the normal approximation: 0.6 · 0.896 + 0.4 · 0.216.
    assert by_hand == pytest.approx(0.624, abs=0.01)


@few_examples
@given(st.integers(2, 400), shares, st.floats(0.01, 0.99))
def test_the_variance_of_the_ayes_is_the_one_that_discipline_means(
    n: int, yes: float, discipline: float
) -> None:
    """``n q (1 − q)(1 + (n − 1) ρ)``, by the law of total variance over what the group decides."""
    follows = discipline**0.5
    each = [follows * decided + (1 - follows) * yes for decided in (1, 0)]
    weight = [yes, 1 - yes]
    mean = sum(w * n * p for w, p in zip(weight, each, strict=True))
    within = sum(w * n * p * (1 - p) for w, p in zip(weight, each, strict=True))
    between = sum(w * (n * p - mean) ** 2 for w, p in zip(weight, each, strict=True))
    stated = n * yes * (1 - yes) * (1 + (n - 1) * discipline)
    assert mean == pytest.approx(n * yes)
    assert within + between == pytest.approx(stated)


@few_examples
@given(votes_of_groups, st.sampled_from([0.0, 1.0]))
def test_the_normal_approximation_is_near_the_exact_vote(
    groups: list[tuple[int, float, float]], discipline: float
) -> None:
    """Binomial where each votes for itself, exact where groups vote as one."""
    members, yes, _ = (list(column) for column in zip(*groups, strict=True))
    needed = sum(members) // 2 + 1
    stated = [discipline] * len(members)
    exact = exact_chance(members, yes, stated, needed)
    near = 1e-9 if discipline == 1 else 0.08 if sum(members) < 100 else 0.02
    assert chance(members, yes, stated, needed) == pytest.approx(exact, abs=near)


@pytest.mark.parametrize("yes", [0.3, 0.5, 0.55, 0.7])
def test_a_continuity_correction_is_nearer_for_small_bodies(yes: float) -> None:
    exact = float(binom.sf(5, 10, yes))
    spread = (10 * yes * (1 - yes)) ** 0.5
    assert abs(chance([10], [yes], [0.0], 6) - exact) < abs(ndtr((10 * yes - 6) / spread) - exact)


@few_examples
@given(shares)
def test_a_group_of_one_at_a_threshold_of_one_is_its_member(yes: float) -> None:
    assert chance([1], [yes], [0.0], 1) == pytest.approx(yes)


def test_a_body_of_one_member_says_yes_as_often_as_the_same_player_with_a_veto() -> None:
    """Its decision maker is averaged over, and not drawn: the same up to sampling."""
    one = model_of(with_body({"only": group(1, None)}, {"votes": 1}))
    player = Model(water())
    deals = every_deal(player)
    body, veto = (accept(m.sample, deals).players["council"] for m in (one, player))
    assert body.mean == pytest.approx(veto.mean, abs=0.01)


@few_examples
@given(votes_of_groups)
def test_a_threshold_of_nothing_is_always_met(groups: list[tuple[int, float, float]]) -> None:
    members, yes, discipline = (list(column) for column in zip(*groups, strict=True))
    assert chance(members, yes, discipline, 0) == 1


@few_examples
@given(votes_of_groups, st.data())
def test_a_group_split_in_two_votes_in_the_same_shares(
    groups: list[tuple[int, float, float]], pick: st.DataObject
) -> None:
    members, yes, discipline = (list(column) for column in zip(*groups, strict=True))
    part = pick.draw(st.integers(1, max(1, members[0] - 1)))
    rest = members[0] - part
    split = ([part, rest] if rest else [part]) + members[1:]
    again = [yes[0]] * (2 if rest else 1) + yes[1:]
    others = [discipline[0]] * (2 if rest else 1) + discipline[1:]
    whole = counted(members, yes, discipline, 1).share
    assert counted(split, again, others, 1).share == pytest.approx(whole)


@few_examples
@given(st.lists(st.tuples(st.integers(2, 40), shares), min_size=1, max_size=5))
def test_groups_of_full_discipline_are_weights(groups: list[tuple[int, float]]) -> None:
    """The chance is that of the coalitions that suffice, each group in or out as one."""
    members, yes = (list(column) for column in zip(*groups, strict=True))
    needed, total = sum(members) // 2 + 1, 0.0
    for coalition in range(2 ** len(members)):
        inside = [bool(coalition >> n & 1) for n in range(len(members))]
        if sum(n for n, votes in zip(members, inside, strict=True) if votes) >= needed:
            total += np.prod([q if votes else 1 - q for q, votes in zip(yes, inside, strict=True)])
    assert chance(members, yes, [1.0] * len(members), needed) == pytest.approx(total)


def test_the_share_of_yes_is_that_of_people() -> None:
    """Looked up in a table, as the mean over the kinds of people says."""
    gain = np.linspace(-1, 1, 997)
    people = acceptance_defaults().kinds_of_people
    without_slips = replace(people, slip=np.zeros_like(people.slip)).population_curve(gain)
    assert population_yes(gain) == pytest.approx(without_slips, abs=5e-5)
    assert (np.diff(population_yes(gain)) >= 0).all()


def test_the_share_of_yes_rises_when_a_term_moves_in_every_groups_favour() -> None:
    model = model_of(with_body(copy.deepcopy(THREE)))
    deals = model.space.unravel(np.arange(model.space.size))
    share = accept(model.sample, deals).shares["council"].mean.reshape(model.space.counts)
    assert (np.diff(share, axis=0) >= -1e-12).all()  # all of them like dear water


def body_chances(model: Model, deals: np.ndarray) -> Mapping[tuple[str, str], np.ndarray]:
    return mean_chances(model.sample, deals)


def test_the_order_of_groups_does_not_matter() -> None:
    data = with_body(copy.deepcopy(THREE))
    one, two = model_of(data), model_of(reordered(data, ("groups",)))
    for whose, chances in body_chances(one, every_deal(one)).items():
        assert body_chances(two, every_deal(two))[whose] == pytest.approx(chances, abs=1e-12)


def test_groups_that_want_the_same_and_say_so_twice_are_the_body() -> None:
    """A group that repeats the body's weights is no other kind of member."""
    plain = with_body({"all": group(9, 0.4)})
    again = with_body({"all": group(9, 0.4, weights={"price": {"value": 1.0, **ARGUED}})})
    one, two = model_of(plain), model_of(again)
    for whose, chances in body_chances(one, every_deal(one)).items():
        assert body_chances(two, every_deal(two))[whose] == pytest.approx(chances, abs=1e-12)
    assert survey(one).zopa_size == survey(two).zopa_size


def test_a_body_carries_no_chance_of_its_party_beyond_the_least() -> None:
    model = model_of(with_body(copy.deepcopy(THREE)))
    at = model.space.positions(DEAL)
    drawn = draw_chances(model.sample, at)
    least = np.minimum(drawn["player", "mayor"], drawn["player", "council"])
    assert drawn["party", "city"] == pytest.approx(least)


def test_ranges_that_go_to_nothing_leave_what_is_certain() -> None:
    def of(width: float) -> float:
        groups = copy.deepcopy(THREE)
        for one in groups.values():
            one["discipline"] = {
                "value": 0.5,
                **({"low": 0.5 - width, "high": 0.5 + width} if width else {}),
                **ARGUED,
            }
        groups["left"]["no_deal"] = {"rain": {"value": 0.6, **ARGUED}}
        model = model_of(with_body(groups))
        return float(
            accept(model.sample, model.space.positions(DEAL)[None]).players["council"].mean[0]
        )

    assert of(1e-7) == pytest.approx(of(0), abs=1e-6)


def test_turnout_thins_the_votes_that_an_absolute_number_needs() -> None:
    def likely(turnout: float, threshold: dict[str, Any]) -> float:
        thin = {"turnout": {"value": turnout, **ARGUED}} if turnout < 1 else {}
        model = model_of(with_body({"all": group(100, 0.1, **thin)}, threshold))
        return float(
            accept(model.sample, model.space.positions(DEAL)[None]).players["council"].mean[0]
        )

    assert likely(0.6, {"votes": 51}) < likely(1, {"votes": 51})
    assert likely(0.6, {"more_than": 0.5, "of": "votes_cast"}) == pytest.approx(
        likely(1, {"more_than": 0.5}), abs=0.02
    )


def test_a_fraction_is_two_thirds_exactly() -> None:
    model = model_of(with_body({"all": group(45)}, {"at_least": "2/3"}))
    body = model.central.players["council"].body
    assert body is not None
    assert float(body.needed) == 30


# --- everything that goes over players knows a body ------------------------------------------------


def content(model: Model, id: str, deals: np.ndarray) -> np.ndarray:
    """Tell which deals a body is content with, counted by hand."""
    player = model.central.players[id]
    assert player.body is not None
    votes = np.zeros(len(deals))
    for number, kind in zip(player.body.votes, player.body.groups.values(), strict=True):
        holder = player.body.kinds.get(kind, player)
        votes += number * (utilities(holder, deals) >= holder.reservation - 1e-9)
    return np.asarray(votes >= player.body.needed)


@pytest.mark.parametrize("needed", [1, 4, 7, 9])
def test_the_zone_of_agreement_takes_a_body_at_its_pivotal_group(needed: int) -> None:
    model = model_of(with_body(copy.deepcopy(THREE), {"votes": needed}))
    deals = every_deal(model)
    inside = content(model, "council", deals)
    for id in ("mayor", "union"):
        player = model.central.players[id]
        inside &= utilities(player, deals) >= player.reservation - 1e-9
    assert survey(model, all_deals=True).zopa_size == inside.sum()


def test_stakes_of_groups_are_those_of_players_with_the_same_numbers() -> None:
    data = with_body(copy.deepcopy(THREE))
    model = model_of(data)
    assert model.stakes["council.mayors"] == pytest.approx(model.stakes["mayor"])
    assert "council.right" not in model.stakes


def test_the_map_is_what_evaluating_each_cell_gives() -> None:
    model = model_of(with_body(copy.deepcopy(THREE)))
    deal = model.space.positions(DEAL)
    chances = acceptance_map(model.sample, deal, 0, 2)
    for i, j in np.ndindex(*chances.shape):
        here = deal.copy()
        here[[0, 2]] = i, j
        one = accept(model.sample, here[None, :]).joint.mean[0]
        assert chances[i, j] == pytest.approx(one, abs=5e-6)


def test_amounts_between_the_steps_and_loose_ones_are_the_bodys_too() -> None:
    model = model_of(with_body(copy.deepcopy(THREE)))
    placed = model.at({**DEAL, "price": 5.5})
    joint = float(accept(placed.model.sample, placed.positions[None]).joint.mean[0])
    loose = FreeAmounts(model, DEAL, ("price",)).chances([5.5])
    assert loose["deal", ""] == pytest.approx(joint)
    low, high = (
        accept(model.sample, model.space.positions({**DEAL, "price": at})[None]).joint.mean[0]
        for at in (5.0, 6.0)
    )
    assert min(low, high) <= joint <= max(low, high)


def test_moving_a_number_moves_the_groups_that_have_it() -> None:
    """A group that is like the mayor moves with the mayor, one that differs by itself."""
    one = OneDeal(model_of(with_body(copy.deepcopy(THREE))), DEAL)
    by_path = {parameter.path: parameter for parameter in one.parameters}
    for path, moving, still in (
        (("parties", "city", "players", "mayor", "no_deal", "rain"), "mayors", "left"),
        ((*COUNCIL, "groups", "left", "no_deal", "rain"), "left", "mayors"),
    ):
        moved = one.moved({by_path[path]: 2.0})
        before = one.chances
        assert (
            moved["share", f"council.{moving}"].mean() < before["share", f"council.{moving}"].mean()
        )
        assert moved["share", f"council.{still}"] == pytest.approx(
            before["share", f"council.{still}"]
        )
    labels = [parameter.label for parameter in one.parameters]
    assert any("Some members" in label for label in labels)
    assert not any(p.is_who_decides and p.path[3] == "council" for p in one.parameters)


def test_in_talks_a_body_says_yes_as_often_as_its_chance_says() -> None:
    model = model_of(with_body(copy.deepcopy(THREE)))
    at = model.space.positions(DEAL)
    chance = draw_chances(model.sample, at)["player", "council"]
    draw = np.arange(len(chance))
    deals = np.repeat(at[None], len(draw), axis=0)
    for beyond, consents in ((-1e-9, True), (1e-9, False)):
        answers = says_yes(model.sample, "council", deals, draw, chance + beyond)
        assert (answers == consents).all()


def test_what_would_open_a_deal_opens_it_where_a_body_votes() -> None:
    high = {"drought": {"value": 0.97, **ARGUED}, "rain": {"value": 0.97, **ARGUED}}
    model = model_of(with_body({"all": group(9, 0.5)}, no_deal=high))
    changes = feasibility_changes(model, DEAL)
    mixed = model_of(with_body(copy.deepcopy(THREE), {"votes": 9}, no_deal=high))
    for of in (model, mixed):
        changes = feasibility_changes(of, DEAL)
        assert changes is not None
        for opening in changes.numbers:
            edits = {(*change.path, "value"): change.after for change in opening.changes}
            assert survey(Model(edited_scenario(of.scenario, edits))).zopa_size > 0


def test_why_tells_a_bodys_reasons_and_its_votes() -> None:
    model = model_of(with_body(copy.deepcopy(THREE)))
    answer = evaluate(model, DEAL)
    view = answer.players["council"]
    assert view.vote is not None
    assert set(view.vote.groups) == {"left", "right", "mayors"}
    parts = [3 / 9, 4 / 9, 2 / 9]
    mean = sum(p * g.utility for p, g in zip(parts, view.vote.groups.values(), strict=True))
    assert view.utility == pytest.approx(mean)
    split = sum(view.contributions.values()) + view.avoiding
    assert split == pytest.approx(view.utility - view.reservation)
    assert "5 of 9 needed" in explanation(model.scenario, answer)
    assert view.vote.share.low <= view.vote.share.chance <= view.vote.share.high


def test_a_bodys_refusal_teaches_what_it_wants() -> None:
    model = model_of(with_body(copy.deepcopy(THREE)))
    learned = learn(model, [Answered(DEAL, "city", {"council": False})])
    at = model.space.positions(DEAL)[None]
    before, after = (accept(m.sample, at).shares["council"].mean[0] for m in (model, learned.model))
    assert after < before - 0.05
    likely = accept(model.sample, at).players["council"].mean[0]
    assert learned.likelihood == pytest.approx(
        1 - likely, abs=0.003
    )  # of more points than the sample


@pytest.mark.parametrize("needed", [0, 5])
def test_rules_between_terms_hold_where_a_body_votes(needed: int) -> None:
    data = with_body(copy.deepcopy(THREE), {"votes": needed})
    data["rules"] = {
        "promised": {
            "when": {"flow": "always"},
            "require": {"judge": ["court", "panel"]},
            "because": "A promise needs a judge.",
        }
    }
    model = model_of(data)
    deals = every_deal(model)
    flow, judge = (model.space.issues.index(id) for id in ("flow", "judge"))
    inside = content(model, "council", deals) & ~((deals[:, flow] == 2) & (deals[:, judge] == 2))
    for id in ("mayor", "union"):
        player = model.central.players[id]
        inside &= utilities(player, deals) >= player.reservation - 1e-9
    assert survey(model, all_deals=True).zopa_size == inside.sum()


def test_a_solutions_worth_to_a_body_is_its_members_mean() -> None:
    model = model_of(with_body(copy.deepcopy(THREE)))
    column = list(model.central.players).index("council")
    deals = survey(model).solutions["nash"]
    view = evaluate(model, model.space.deal(deals.positions[0])).players["council"]
    assert deals.utilities[0, column] == pytest.approx(view.utility)


def test_a_body_that_nobody_can_fail_to_carry_changes_nothing() -> None:
    model = model_of(with_body(copy.deepcopy(THREE), {"votes": 0}))
    alone = [remark.words for remark in remarks(model) if remark.kind == "no_difference"]
    assert any("Without the council nothing would change" in words for words in alone)


def test_a_line_of_those_without_whom_nothing_is_carried_is_the_bodys() -> None:
    line = {
        "cheap": {
            "label": "Too cheap",
            "issue": "price",
            "below": 6,
            "firmness": {"value": 0.9, **ARGUED},
        }
    }
    groups = {"small": group(4, 0.5, red_lines=line), "large": group(5, 0.5)}
    free, bound = (model_of(with_body(groups, {"votes": needed})) for needed in (5, 6))
    assert survey(free).zopa_size > survey(bound).zopa_size
    assert all(
        float(bound.space.deal(at)["price"]) >= 6 for at in survey(bound).negotiation_set.positions
    )
    assert evaluate(free, DEAL).players["council"].crossed == ("cheap",)


# --- what is refused --------------------------------------------------------------------------------


def refusal(data: dict[str, Any]) -> str:
    with pytest.raises(ScenarioError) as refused:
        assert ScenarioDocument("water.yaml", data).scenario
    return str(refused.value)


@pytest.mark.parametrize(
    ("groups", "threshold", "sentence"),
    [
        ({"a": group(9)}, {"votes": 10}, "10 votes are needed; the groups have 9 members"),
        ({"a": group(9)}, {"more_than": 1}, "10 votes are needed; the groups have 9 members"),
        (
            {"a": group(100, turnout={"value": 0.4, **ARGUED})},
            {"votes": 50},
            "50 votes are needed; of the 100 members 40 vote",
        ),
        ({"a": group(9)}, {"votes": 5, "at_least": 0.5}, "found votes and at_least"),
        ({"a": group(9)}, {"of": "members"}, "found none"),
        ({"a": group(9)}, {"votes": 5, "of": "votes_cast"}, "a number of votes is of nothing"),
        ({"a": group(9)}, {"at_least": "2/0"}, 'this must be a number; found "2/0"'),
        ({"a": group(9)}, {"at_least": 1.5}, "this must be at most 1; found 1.5"),
        ({}, {"votes": 1}, "a body needs its groups"),
        ({"a": group(0)}, {"votes": 1}, "this must be at least 1; found 0"),
        ({"a": group(9, None)}, {"votes": 1}, "give `discipline`"),
        ({"a": group(9, 1.2)}, {"votes": 1}, "1.2 must lie between 0 and 1"),
        ({"a": group(9, like="union")}, {"votes": 1}, 'there is no player of this party "union"'),
        (
            {"a": group(9, like="council")},
            {"votes": 1},
            'there is no player of this party "council"',
        ),
        (
            {"a": group(9, weights={"price": {"value": 0.9, **ARGUED}})},
            {"votes": 1},
            "the weights add up to 0.9, not 1",
        ),
        (
            {"a": group(9, no_deal={"frost": {"value": 0.9, **ARGUED}})},
            {"votes": 1},
            'there is no future "frost"',
        ),
        (
            {f"g{n}": group(1, None) for n in range(13)},
            {"votes": 1},
            "this may have at most 12 entries",
        ),
    ],
)
def test_a_body_that_cannot_vote_is_refused(
    groups: dict[str, Any], threshold: dict[str, Any], sentence: str
) -> None:
    assert sentence in refusal(with_body(groups, threshold))


def test_one_mistake_of_a_group_is_one_line() -> None:
    groups = {"a": group(9, weights={"price": {"value": 0.9, **ARGUED}})}
    assert "has 1 problem" in refusal(with_body(groups))


def test_only_a_body_has_groups_and_no_lead_is_one() -> None:
    data = with_body({"a": group(9)})
    data["parties"]["city"]["players"]["council"]["role"] = "veto"
    words = refusal(data)
    assert 'only a player whose role is "body" has groups' in words
    assert 'only a player whose role is "body" has a threshold' in words
    data = with_body({"a": group(9)})
    data["parties"]["city"]["lead"] = "council"
    assert 'so its role is "veto"; found "body"' in refusal(data)
    data = with_body({"a": group(9)})
    del data["parties"]["city"]["players"]["council"]["threshold"]
    assert "a body needs a threshold" in refusal(data)
    data = with_body({"a": group(9)}, cost={"value": 1.0, **ARGUED})
    assert "has a cost" in refusal(data)
    data = with_body({"a": group(9)})
    data["acceptance"] = {"disadvantageous": {"value": 1.0, **ARGUED}}
    assert "a body's members compare with no deal alone" in refusal(data)


def test_a_group_that_only_restates_a_number_of_its_body_changes_nothing() -> None:
    """Also where issues count through an interaction alone, as the minerals' money does."""
    document = load_document(MINERALS)
    restated = copy.deepcopy(document.data)
    rada = restated["parties"]["ukraine"]["players"]["rada"]
    rada["groups"]["others"]["no_deal"] = {"new_talks": rada["no_deal"]["new_talks"]}
    models = [Model(document.scenario), Model(ScenarioDocument("again.yaml", restated).scenario)]
    for text in ("d1", "d3", "d7"):
        before, after = (
            evaluate(model, proposal_deal(model.scenario, text) or {}).players["rada"]
            for model in models
        )
        assert after.utility == pytest.approx(before.utility)
        assert after.acceptance.chance == pytest.approx(before.acceptance.chance, abs=0.005)
