"""Rules against agreements that were made by a rule."""

import csv
import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import softmax

from simulator.calibration.agreements import read_agreements
from simulator.calibration.rule_distance import RULES, SUM_AND_GAP, USUAL, rule_test
from simulator.errors import CalibrationError

KINDS = ("food", "water", "wood")
COUNT = 2


def talks(path: Path, rules: list[str], number: int = 40) -> Path:
    """Talks over two of each kind that end where rules say, in turn (the first deal, where it ties)."""
    rng = np.random.default_rng(8)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        names = [f"{what}_{kind}" for what in ("count", "weight_a", "weight_b") for kind in KINDS]
        end = ["utility_a", "utility_b", "reservation_a", "reservation_b", "agreed", "dataset"]
        out.writerow([*names, *end])
        for talk in range(number):
            points = rng.integers(1, 9, (2, len(KINDS)))
            best = points.sum(axis=1) * COUNT
            splits = list(product(range(COUNT + 1), repeat=len(KINDS)))
            worth = [
                (points[0] @ split / best[0], points[1] @ (COUNT - np.array(split)) / best[1])
                for split in splits
            ]
            # Worked out by hand for the two rules that the tests ask about.
            scores: dict[str, Any] = {"utilitarian": sum, "nash": np.prod}
            score = scores[rules[talk % len(rules)]]
            a, b = max(worth, key=lambda pair: round(float(score(pair)), 9))
            counts = [COUNT] * len(KINDS)
            out.writerow([*counts, *points[0], *points[1], round(a, 6), round(b, 6), 0, 0, 1, "x"])
        out.writerow([*counts, *points[0], *points[1], 0, 0, 0, 0, 0, "x"])  # one that broke down
    return path


@pytest.mark.parametrize("rule", ["nash", "utilitarian"])
def test_the_rule_that_made_the_agreements_is_found(tmp_path: Path, rule: str) -> None:
    agreements = read_agreements(talks(tmp_path / "talks.csv", [rule]))
    assert len(agreements.agreements) == 40
    record = rule_test(agreements)
    assert (record.name, record.negotiations) == ("x", 40)
    assert set(record.rules) == {*RULES, USUAL, SUM_AND_GAP}
    # Where deals tie for the rule, as often as one drawn from them.
    ties = []
    for agreement in agreements.agreements:
        worth = agreement.problem.utilities
        score = worth.sum(axis=1) if rule == "utilitarian" else worth.prod(axis=1)
        best = worth[np.isclose(score, score.max())]
        ties.append(np.isclose(best, agreement.reached, atol=1e-4).all(axis=1).mean())
    assert record.rules[rule].hit.value == pytest.approx(np.mean(ties))
    assert min(ties) > 0
    naive = record.rules["any_deal_in_the_zopa"]
    assert record.rules[rule].distance.value < naive.distance.value
    assert record.rules[rule].held_out.low > naive.held_out.high
    assert record.rules["any_efficient_deal"].hit.value < 1
    for scores in record.rules.values():
        assert scores.distance.low <= scores.distance.value <= scores.distance.high


def test_of_deals_that_tie_each_counts_alike_whoever_picks_them(tmp_path: Path) -> None:
    """Three units that both value alike: every split has the largest sum, and one of four was made."""
    path = tmp_path / "ties.csv"
    path.write_text(
        "count_x,weight_a_x,weight_b_x,utility_a,utility_b,reservation_a,reservation_b,agreed,dataset\n"
        + "3,1,1,0.333333,0.666667,0,0,1,ties\n" * 20
    )
    rules = rule_test(read_agreements(path)).rules
    for name in ("utilitarian", "any_efficient_deal", "any_deal"):
        assert rules[name].hit.value == pytest.approx(1 / 4), name
    assert rules["nash"].hit.value == pytest.approx(1 / 2)  # two splits tie


def made(path: Path, lean: Callable[[float, float], float], number: int = 150) -> Path:
    """Talks that end at a deal drawn with odds of exp(lean(worth to a, worth to b))."""
    talks(path, ["nash"], number)
    rng = np.random.default_rng(12)
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))[:number]
    for row, agreement in zip(rows, read_agreements(path).agreements, strict=True):
        worth = agreement.problem.utilities
        chance = softmax([lean(a, b) for a, b in worth])
        row["utility_a"], row["utility_b"] = map(str, worth[rng.choice(len(worth), p=chance)])
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    return path


def test_people_who_look_at_sum_and_gap_are_forecast_by_these(tmp_path: Path) -> None:
    path = made(tmp_path / "talks.csv", lambda a, b: 12 * (a + b) - 6 * abs(a - b))
    record = rule_test(read_agreements(path))
    assert record.mixture.best == SUM_AND_GAP
    assert record.mixture.gain.high < 0
    best = record.rules[SUM_AND_GAP].held_out.value
    assert best > max(record.rules[name].held_out.value for name in RULES)


def test_people_who_always_take_about_the_same_are_forecast_by_the_usual(tmp_path: Path) -> None:
    path = made(tmp_path / "talks.csv", lambda a, b: -60 * (abs(a - 0.7) + abs(b - 0.5)))
    rules = rule_test(read_agreements(path)).rules
    usual = rules[USUAL]
    assert usual.distance.value < min(rules[name].distance.value for name in RULES)
    assert usual.held_out.value > max(rules[name].held_out.value for name in RULES)


def test_a_mixture_comes_back_in_its_shares_and_beats_each_rule(tmp_path: Path) -> None:
    """Three talks of four end at Nash's deal, the fourth at the largest sum."""
    rules = ["nash", "nash", "nash", "utilitarian"]
    record = rule_test(read_agreements(talks(tmp_path / "talks.csv", rules, 240)))
    assert record.mixture.weights["nash"] == pytest.approx(0.75, abs=0.12)
    assert record.mixture.weights["utilitarian"] == pytest.approx(0.25, abs=0.12)
    assert sum(record.mixture.weights.values()) == pytest.approx(1)
    assert record.mixture.gain.low > 0


def test_a_mixture_gains_nothing_where_one_rule_made_all(tmp_path: Path) -> None:
    mixture = rule_test(read_agreements(talks(tmp_path / "talks.csv", ["nash"], 80))).mixture
    assert mixture.best == "nash"
    assert mixture.gain.value <= 0.001
    assert mixture.weights["nash"] > 0.9


def test_blind_guesses_have_the_chance_of_a_blind_draw(tmp_path: Path) -> None:
    agreements = read_agreements(talks(tmp_path / "talks.csv", ["nash"], 20))
    expected = []
    for agreement in agreements.agreements:
        same = np.all(np.abs(agreement.problem.utilities - agreement.reached) < 1e-4, axis=1)
        expected.append(np.log(same.sum() / len(same)))
    blind = rule_test(agreements).rules["any_deal"]
    assert blind.held_out.value == pytest.approx(np.mean(expected))


def test_contracts_are_worth_what_the_two_sides_wrote_down(tmp_path: Path) -> None:
    """Pay from 1 to 3, a post valued jointly with the firm: worked out option by option."""
    jobs = {"cook|x": 0.2, "cook|y": 1.0, "maid|x": 0.0, "maid|y": 0.5}
    sides = [
        {
            "Firm": {"w": 0.2, "values": {"x": 1.0, "y": 0.0}},
            "Job": {"w": 0.3, "values": jobs, "with_": "Firm"},
            "Pay": {"w": 0.5, "values": {"min": 1, "max": 3, "likes": "low"}},
        },
        {
            "Firm": {"w": 0.6, "values": {"x": 0.5, "y": 1.0}},
            "Job": {"w": 0.1, "values": {name: 1 - worth for name, worth in jobs.items()}, "with_": "Firm"},
            "Pay": {"w": 0.3, "values": {"min": 1, "max": 3, "likes": "high"}},
        },
    ]  # fmt: skip
    worth = np.array(
        [
            [
                0.2 * sides[0]["Firm"]["values"][firm] + 0.3 * jobs[f"{job}|{firm}"]  # type: ignore[index]
                + 0.5 * (3 - pay) / 2,
                0.6 * sides[1]["Firm"]["values"][firm] + 0.1 * (1 - jobs[f"{job}|{firm}"])  # type: ignore[index]
                + 0.3 * (pay - 1) / 2,
            ]
            for firm in "xy" for job in ("cook", "maid") for pay in (1, 2, 3)
        ]
    )  # fmt: skip
    worth /= worth.max(axis=0)
    path = tmp_path / "jobs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(
            ["dataset", "utility_a", "utility_b", "reservation_a", "reservation_b", "agreed",
             "preferences_a", "preferences_b"]
        )  # fmt: skip
        out.writerow(["jobs", *worth[4], 0, 0, 1, *map(json.dumps, sides)])
    (read,) = read_agreements(path).agreements
    assert sorted(map(tuple, read.problem.utilities.round(9))) == sorted(map(tuple, worth.round(9)))
    assert read.reached == pytest.approx(worth[4])


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    for text in ("", "a,b\n1,2\n", "agreed,count_x\n1,2\n", "agreed,preferences_a\n1,nothing\n"):
        path = tmp_path / "x.csv"
        path.write_text(text)
        with pytest.raises(CalibrationError, match=r"x\.csv"):
            read_agreements(path)
