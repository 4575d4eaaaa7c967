"""Labels find places where they cover nothing, at every size of the picture."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.reporting.labels import LETTER, LINE, POINT, label_places

SIZES = [(280.0, 320.0), (1000.0, 420.0)]


def overlaps(points: np.ndarray, labels: list[str], size: tuple[float, float]) -> int:
    """How many labels cover another label or a point."""
    middles = points * size + label_places(points, labels, SIZES)
    half = np.array([[LETTER * len(label) / 2, LINE / 2] for label in labels])
    apart = np.abs(middles[:, None] - middles[None])
    labels_meet = (apart < half[:, None] + half[None] - 1e-6).all(axis=-1)
    away = np.abs(middles[:, None] - (points * size)[None])
    points_met = (away < half[:, None] + POINT - 1e-6).all(axis=-1)
    np.fill_diagonal(labels_meet, False)
    return int(np.any(labels_meet, axis=1).sum() + np.any(points_met, axis=1).sum())


@given(
    st.lists(
        st.tuples(st.integers(2, 38), st.integers(2, 38)), min_size=1, max_size=12, unique=True
    )
)
def test_a_dozen_tables_wherever_they_lie_keep_their_numbers_apart(
    places: list[tuple[int, int]],
) -> None:
    points = np.array(places) / 40
    labels = [str(n) for n in range(1, len(places) + 1)]
    for size in SIZES:
        assert overlaps(points, labels, size) == 0


def test_sixty_tables_on_a_phone_hardly_cover_each_other() -> None:
    rng = np.random.default_rng(5)
    points = 0.55 + 0.12 * rng.standard_normal((60, 2))
    labels = [str(n) for n in range(1, 61)]
    assert overlaps(points, labels, SIZES[0]) <= 6
    assert overlaps(points, labels, SIZES[1]) <= 6


def test_nothing_to_label_needs_no_place() -> None:
    assert label_places(np.empty((0, 2)), [], SIZES).shape == (0, 2)
