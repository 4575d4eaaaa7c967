"""Rules against agreements that were made by a rule."""

import csv
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from simulator.calibration.agreements import closeness, read_agreements
from simulator.errors import CalibrationError
from simulator.solutions import SOLUTIONS

KINDS = ("food", "water")
COUNT = 2


def talks(path: Path, rule: str, number: int = 40) -> Path:
    """Talks over two of each kind that all end where a rule says (the first, where it ties)."""
    rng = np.random.default_rng(8)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        names = [f"{what}_{kind}" for what in ("count", "weight_a", "weight_b") for kind in KINDS]
        out.writerow([*names, "utility_a", "utility_b", "reservation_a", "reservation_b", "agreed"])
        for _ in range(number):
            points = rng.integers(1, 6, (2, 2))
            best = points.sum(axis=1) * COUNT
            splits = list(product(range(COUNT + 1), repeat=2))
            worth = [
                (points[0] @ split / best[0], points[1] @ (COUNT - np.array(split)) / best[1])
                for split in splits
            ]
            # Worked out by hand for the two rules that the test asks about.
            score = {"utilitarian": sum, "nash": np.prod}[rule]
            a, b = max(worth, key=lambda pair: round(float(score(pair)), 9))
            counts = [COUNT] * 2
            out.writerow([*counts, *points[0], *points[1], round(a, 6), round(b, 6), 0, 0, 1])
        out.writerow([*counts, *points[0], *points[1], 0, 0, 0, 0, 0])  # one that broke down
    return path


@pytest.mark.parametrize("rule", ["nash", "utilitarian"])
def test_the_rule_that_made_the_agreements_is_found(tmp_path: Path, rule: str) -> None:
    agreements = read_agreements(talks(tmp_path / "talks.csv", rule))
    assert len(agreements) == 40
    found = closeness(agreements)
    assert set(SOLUTIONS) < set(found)
    assert found[rule].hit.value == 1
    assert found[rule].distance.value < found["any_deal_in_the_zopa"].distance.value
    assert found["any_efficient_deal"].hit.value < 1
    for each in found.values():
        assert each.distance.low <= each.distance.value <= each.distance.high


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    for text in ("", "a,b\n1,2\n", "agreed,count_x\n1,2\n"):
        path = tmp_path / "x.csv"
        path.write_text(text)
        with pytest.raises(CalibrationError, match=r"x\.csv"):
            read_agreements(path)
