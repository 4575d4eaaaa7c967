"""Places for labels beside the points of a picture, so that none covers another.

The picture may be drawn at several sizes: labels keep their distance in pixels while points move apart,
so that a place has to be free at each of them.
"""

from collections.abc import Sequence

import numpy as np

from simulator.arrays import FloatArray

LETTER, LINE = 7.5, 15.0
"""How wide a letter and how high a line is taken to be, in pixels."""
POINT = 7.0
"""Half of a point's width, in pixels."""
_ANGLES = np.deg2rad([45, 135, 0, 180, 90, -90, -45, -135, 20, 160, 70, 110, -20, -160, -70, -110])
_RADII = (0.0, 6.0, 13.0, 21.0, 30.0, 40.0, 52.0, 66.0, 82.0)


def label_places(
    points: FloatArray,
    labels: Sequence[str],
    sizes: Sequence[tuple[float, float]],
    letters: float = 1.0,
    taken: FloatArray | None = None,
) -> FloatArray:
    """Return for each label how far its middle lies from its point.

    Parameters
    ----------
    points
        In shares of the picture's width and height, from its lower left, shape (n_labels, 2).
    sizes
        Widths and heights of the picture in pixels.
    letters
        How much larger than usual letters are.
    taken
        Other points that no label may cover, shape (n_others, 2).

    Returns
    -------
    FloatArray
        In pixels to the right and upward, shape (n_labels, 2). Where no place is free, the one that
        covers least.
    """
    offsets = np.zeros((len(points), 2))
    if not len(points):
        return offsets
    scale = np.array(sizes, dtype=float)[:, None, :]
    every = points if taken is None or not len(taken) else np.concatenate([points, taken])
    half = np.array([[LETTER * len(text) / 2, LINE / 2] for text in labels]) * letters
    middles = every * scale
    reach = np.full_like(middles[0], POINT)
    # The crowded first: who has room finds a place afterwards too.
    apart = ((middles[0][:, None] - middles[0][None]) ** 2).sum(axis=-1)
    crowd = (apart < (6 * POINT) ** 2).sum(axis=1)[: len(points)]
    for n in np.argsort(-crowd, kind="stable"):
        ways = _ways(half[n])
        at = points[n] * scale + ways
        outside = np.maximum(half[n] - at, 0) + np.maximum(at + half[n] - scale, 0)
        cost = 20 * outside.sum(axis=(0, 2))
        farthest = half[n] + np.abs(ways).max(axis=0)
        for here, others, size in zip(at, middles, scale[:, 0], strict=True):
            near = (np.abs(others - points[n] * size) < farthest + reach).all(axis=1)
            cost += _covered(here, half[n], others[near], reach[near])
        best = int(cost.argmin())
        offsets[n] = ways[best]
        middles = np.concatenate([middles, at[:, best : best + 1]], axis=1)
        reach = np.concatenate([reach, half[n : n + 1]])
    return offsets


def _ways(half: FloatArray) -> FloatArray:
    """Return where a label of a size may stand, the nearest first, shape (n_ways, 2)."""
    beside = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
    # Just outside of the point's square, then further out.
    closest = beside * (half + POINT + 1) / np.abs(beside).max(axis=1, keepdims=True)
    return np.concatenate([closest + beside * more for more in _RADII])


def _covered(
    at: FloatArray, half: FloatArray, middles: FloatArray, reach: FloatArray
) -> FloatArray:
    """Return for each way how much of others a label would cover, in pixels²."""
    room = half + reach
    across = np.maximum(room[:, 0] - np.abs(at[:, None, 0] - middles[:, 0]), 0)
    up = np.maximum(room[:, 1] - np.abs(at[:, None, 1] - middles[:, 1]), 0)
    return np.asarray((across * up).sum(axis=1))
