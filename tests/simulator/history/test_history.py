"""The history check: every figure against a plainer way to the same number."""

from datetime import date
from itertools import product
from math import log
from typing import Any

import numpy as np
import pytest

from simulator.acceptance.evaluation import Evaluation, Likely, evaluate
from simulator.history.backtest import backtest
from simulator.history.coding_sensitivity import reading_range
from simulator.history.prediction import Prediction
from simulator.history.responses import answers, answers_score
from simulator.history.score_test import EXACT, score_test
from simulator.history.scores import ENOUGH, log_scores, score
from simulator.history.terms import term_paths
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal
from tests.support import shipped, water


def record(*answered: tuple[float, Any]) -> list[Prediction]:
    """Proposals with these chances that all sign, and what became of them."""
    return [
        Prediction(
            str(n),
            date(2025, 1, 1),
            (),
            Evaluation({}, {}, True, {}, {}, Likely(chance, 0), chance, 1),
            happened,
            chance=chance,
        )
        for n, (chance, happened) in enumerate(answered)
    ]


def test_luck_by_hand_on_two_proposals() -> None:
    luck = score_test(record((0.2, "accepted"), (0.5, "refused")))
    assert luck is not None
    # Four patterns; the second answer scores log 0.5 whatever it is.
    yes, no = (log(0.2) + log(0.5)) / 2, (log(0.8) + log(0.5)) / 2
    assert luck.score == pytest.approx(yes)
    assert luck.expected == pytest.approx(0.2 * yes + 0.8 * no)
    assert luck.as_bad == pytest.approx(0.2)
    assert (luck.low, luck.high) == pytest.approx((yes, no))


def test_the_best_possible_score_is_as_bad_as_any() -> None:
    luck = score_test(record((0.1, "refused"), (0.7, "accepted"), (0.4, "refused")))
    assert luck is not None
    assert luck.as_bad == pytest.approx(1)


def test_long_records_are_drawn_and_come_to_the_same() -> None:
    chances = np.random.default_rng(2).uniform(0.05, 0.95, EXACT + 2)
    luck = score_test(record(*((float(p), "accepted") for p in chances)))
    assert luck is not None
    by_proposal = chances * np.log(chances) + (1 - chances) * np.log(1 - chances)
    assert luck.expected == pytest.approx(by_proposal.mean(), abs=0.02)
    assert luck.low < luck.expected < luck.high


def test_what_was_not_answered_on_its_terms_is_no_luck_either_way() -> None:
    assert score_test(record((0.3, "other"))) is None


def test_a_model_that_is_right_is_called_wrong_no_more_often_than_it_should_be() -> None:
    rng = np.random.default_rng(5)
    chances = (0.1, 0.3, 0.5, 0.8, 0.6)
    seen = []
    for _ in range(400):
        outcomes = ["accepted" if rng.random() < p else "refused" for p in chances]
        luck = score_test(record(*zip(chances, outcomes, strict=True)))
        assert luck is not None
        seen.append(luck.as_bad <= 0.1)
    assert np.mean(seen) <= 0.1 + 4 * np.sqrt(0.1 * 0.9 / 400)


def test_scores_carry_intervals_and_the_difference_to_the_model() -> None:
    model = np.array([0.1, 0.2, 0.9, 0.7])
    naive, accepted = np.full(4, 0.5), np.array([0.0, 0.0, 1.0, 1.0])
    scored = score(naive, accepted, model)
    assert scored.log_range is not None
    assert scored.model_better is not None
    assert scored.log_range.low == scored.log_range.high == pytest.approx(log(0.5))
    gain = np.log([0.9, 0.8, 0.9, 0.7]) - log(0.5)
    assert scored.model_better.value == pytest.approx(gain.mean())
    # No resample is better or worse than the best or worst proposal drawn four times.
    assert gain.min() <= scored.model_better.low < scored.model_better.high <= gain.max()
    few = score(naive[: ENOUGH - 1], accepted[: ENOUGH - 1], model[: ENOUGH - 1])
    assert few.log_range is None
    assert few.model_better is None


DISPUTED = {
    "strict": {"label": "a", "terms": {"flow": "none"}, "assumption": "x"},
    "loose": {"label": "b", "terms": {"flow": "always"}, "assumption": "x"},
    "dear": {"label": "c", "terms": {"price": 8, "judge": "court"}, "assumption": "x"},
}


def test_the_range_over_readings_is_that_of_every_combination() -> None:
    """Gone through one by one: five readings of one proposal, two of another, one of the third."""
    model = Model(
        water(
            {
                ("history", "signed", "codings"): DISPUTED,
                **{("history", id, "answers"): {"city": "other", "farmers": "other"} for id in ("first", "second", "signed")},
                ("history", "first", "codings"): {"strict": DISPUTED["strict"] | {"terms": {"flow": "summer"}}},
            }
        )
    )  # fmt: skip
    read: dict[str, list[tuple[str, ...]]] = {
        "first": [(), ("strict",)],
        "second": [()],
        "signed": [
            (), ("strict",), ("loose",), ("dear",), ("strict", "dear"), ("loose", "dear"),
        ],
    }  # fmt: skip
    chance = {
        (id, codings): evaluate(model, proposal_deal(model.scenario, id, *codings) or {}).joint.chance
        for id, ways in read.items() for codings in ways
    }  # fmt: skip
    accepted = np.array([0.0, 0.0, 1.0])
    logs, squares = [], []
    for ways in product(*read.values()):
        likely = np.array([chance[id, way] for id, way in zip(read, ways, strict=True)])
        logs.append(log_scores(likely, accepted).mean())
        squares.append(((likely - accepted) ** 2).mean())
    spread = reading_range(model, backtest(model).predictions)
    assert spread is not None
    assert spread.combinations == len(logs) == 12
    assert spread.log == pytest.approx((min(logs), max(logs)))
    assert spread.brier == pytest.approx((min(squares), max(squares)))


def test_very_many_readings_are_taken_one_at_a_time() -> None:
    codings = {
        f"c{n}": {"label": "x", "terms": {issue: value}, "assumption": "x"}
        for n, (issue, value) in enumerate(
            [("price", n) for n in range(6)] + [("flow", "none")]
        )
    }  # fmt: skip
    model = Model(water({("history", "signed", "codings"): codings}))
    spread = reading_range(model, backtest(model).predictions)
    assert spread is not None
    assert spread.combinations == 1 + len(codings)


def test_single_answers_are_those_of_the_record() -> None:
    model = Model(
        water({("history", "second", "answers"): {"mayor": "refused", "union": "accepted"}})
    )
    predictions = backtest(model).predictions
    listed = answers(model, predictions)
    evaluations = {prediction.id: prediction.evaluation for prediction in predictions}
    assert [
        (answer.proposal, answer.who, answer.proposed, answer.answered) for answer in listed
    ] == [
        ("first", "farmers", False, "refused"),
        ("second", "mayor", False, "refused"),
        ("second", "union", True, "accepted"),
    ]
    chances = []
    for answer in listed:
        evaluation = evaluations[answer.proposal]
        assert evaluation is not None
        party = answer.who == "farmers"
        assert answer.likely == (
            evaluation.parties["farmers"] if party else evaluation.players[answer.who].acceptance
        )
        chances.append(answer.likely.chance)
    scored = answers_score(listed)
    assert scored is not None
    assert scored.brier == pytest.approx(
        (chances[0] ** 2 + chances[1] ** 2 + (1 - chances[2]) ** 2) / 3
    )
    assert answers_score([]) is None


def test_a_term_that_never_moved_stands_first_and_is_still() -> None:
    model = shipped("us_ukraine_minerals")
    predictions = backtest(model).predictions
    paths = term_paths(model, predictions)
    assert [path.issue for path in paths if path.still] == [paths[0].issue] == ["revenue_share"]
    deals = [e.evaluation.deal for e in predictions if e.scored and e.evaluation]
    for path in paths:
        assert list(path.options) == [deal[path.issue] for deal in deals]
        assert path.moved == tuple(
            n > 0 and path.options[n] != path.options[n - 1] for n in range(len(deals))
        )


def test_whom_a_term_favours() -> None:
    """Dear water is worth 1 to the city and 0 to the farmers, who want it cheap."""
    model = Model(water())
    (price,) = (
        path for path in term_paths(model, backtest(model).predictions) if path.issue == "price"
    )
    city, farmers = (model.central.players[lead] for lead in model.central.leads)
    for option, lean in zip(price.options, price.favour, strict=True):
        at = int(float(option))
        assert lean == pytest.approx(city.worth[0][at] - farmers.worth[0][at])
    assert price.favour[0] > 0 > price.favour[1]


def test_an_event_is_no_proposal() -> None:
    predictions = backtest(shipped("us_ukraine_minerals")).predictions
    (event,) = (prediction for prediction in predictions if prediction.event)
    assert event.date == date(2025, 2, 28)
    assert event.evaluation is None
    assert not event.scored
    assert not any(prediction.event for prediction in backtest(Model(water())).predictions)
