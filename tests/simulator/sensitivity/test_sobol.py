"""Sobol indices against functions whose indices are known."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulator.sensitivity.sobol import AT_ONCE, BATCH, Indices, sobol_indices

A, B = 7.0, 0.1
"""The usual constants of the Ishigami function."""


def ishigami(points: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * points - 1)
    return np.asarray(
        np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])
    )


def exact() -> tuple[list[float], list[float]]:
    """First-order and total indices, by integration (Ishigami and Homma 1990; Saltelli 2008)."""
    by_first = (1 + B * np.pi**4 / 5) ** 2 / 2
    by_second = A**2 / 8
    together = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = by_first + by_second + together
    first = [by_first / variance, by_second / variance, 0.0]
    total = [(by_first + together) / variance, by_second / variance, together / variance]
    return first, total


def last(*arguments: object) -> Indices:
    *_, indices = sobol_indices(*arguments)  # type: ignore[arg-type]
    return indices


def test_the_ishigami_function() -> None:
    first, total = exact()
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=1e-4)  # as the books print them
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=1e-4)
    indices = last(ishigami, 3, 6)
    assert indices.first == pytest.approx(first, abs=0.03)
    assert indices.total == pytest.approx(total, abs=0.03)
    assert (np.abs(indices.total - total) < 2 * indices.total_error).all()


def test_a_sum_is_explained_by_its_parts_alone() -> None:
    """f = x₁ + 2 x₂: variances 1 to 4, nothing together, and a third input that does nothing."""
    indices = last(lambda points: points[:, 0] + 2 * points[:, 1], 3, 5)
    assert indices.first == pytest.approx([0.2, 0.8, 0.0], abs=0.02)
    assert indices.total == pytest.approx([0.2, 0.8, 0.0], abs=0.02)


def test_a_product_about_its_mean_is_explained_together_alone() -> None:
    indices = last(lambda points: np.prod(points - 0.5, axis=1), 2, 5)
    assert indices.first == pytest.approx([0.0, 0.0], abs=0.05)
    assert indices.total == pytest.approx([1.0, 1.0], abs=0.05)


def test_answers_come_one_by_one_and_each_rests_on_twice_the_points() -> None:
    estimates = list(sobol_indices(ishigami, 3, 3))
    assert [estimate.points for estimate in estimates] == [BATCH, 2 * BATCH, 4 * BATCH, 8 * BATCH]
    assert estimates[-1].total_error.max() < estimates[0].total_error.max()


def test_the_same_seed_gives_the_same_indices() -> None:
    assert np.array_equal(last(ishigami, 3, 1, 7).total, last(ishigami, 3, 1, 7).total)


def test_what_never_varies_is_explained_by_nothing() -> None:
    indices = last(lambda points: np.full(len(points), 0.25), 2, 0)
    assert not indices.first.any()
    assert not indices.total.any()


def test_what_depends_on_one_number_alone_is_explained_by_it() -> None:
    indices = last(lambda points: points[:, 0], 1, 4)
    assert indices.first == pytest.approx([1.0], abs=0.02)
    assert indices.total == pytest.approx([1.0], abs=0.02)


def test_the_estimates_are_those_of_scipy() -> None:
    """From the same points: a, b, and a with one input after the other from b."""
    seen: list[np.ndarray] = []

    def noted(points: np.ndarray) -> np.ndarray:
        seen.append(ishigami(points).reshape(5, -1))
        return seen[-1].ravel()

    indices = last(noted, 3, 2)
    a, b, *mixed = np.concatenate(seen, axis=1)
    values: Any = {"f_A": a[None], "f_B": b[None], "f_AB": np.array(mixed)[:, None]}
    theirs = stats.sobol_indices(func=values, n=len(a))
    assert indices.first == pytest.approx(np.ravel(theirs.first_order))
    assert indices.total == pytest.approx(np.ravel(theirs.total_order))


def test_the_points_of_many_inputs_are_evaluated_in_parts() -> None:
    """All at once, those of five hundred inputs would take 130 MB, and four times that to make."""
    parts: list[int] = []

    def first(points: np.ndarray) -> np.ndarray:
        parts.append(len(points))
        return points[:, 0]

    indices = last(first, 500, 0)
    assert max(parts) <= AT_ONCE * BATCH
    assert sum(parts) == 502 * BATCH
    assert np.flatnonzero(indices.total).tolist() == [0]
