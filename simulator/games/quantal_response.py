"""Logit quantal response: players who see differences in payoff, the clearer the larger they are.

At λ = 0 all strategies are equally likely; as λ grows, mistakes grow rare, and the path that starts
there leads to a Nash equilibrium [McKelveyPalfrey1995]_. It is followed as [Turocy2005]_ does: in
logarithms of the chances, where rare strategies stay in sight, and by its length and not by λ, so
that it may turn back on itself.
"""

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from simulator.arrays import FloatArray
from simulator.games.game import Game

END = 200.0
"""Up to which λ the path is followed, per range of the payoffs."""
CLOSE = 2e-4
"""How far a chance may lie from where a step points: four times what is lost between two points."""
SHORTEST_STEP, LONGEST_STEP = 1e-5, 10.0
"""Steps, as lengths of the path."""
MAX_STEPS = 5000
"""Steps of a path that does not come to its end."""
NEWTON = 1e-5
"""After a correction as small as this, Newton's method has squared what is left of the error."""


@dataclass(frozen=True)
class Branch:
    """The path of quantal response equilibria from λ = 0.

    Attributes
    ----------
    precision
        λ, per unit of payoff, ascending from 0, shape (n_points,). Where the path turns back on
        itself the part that runs backward is left out, so chances may jump there.
    chances
        By player, the chance of each strategy, shape (n_points, n_strategies).
    """

    precision: FloatArray
    chances: tuple[FloatArray, ...]

    def at(self, precision: float) -> tuple[FloatArray, ...]:
        """Return every player's chances at some λ, straight between two points of the path."""
        return tuple(
            np.array([np.interp(precision, self.precision, chance) for chance in own.T])
            for own in self.chances
        )


def quantal_response(game: Game) -> Branch:
    """Follow the quantal response equilibria of a game until mistakes are all but gone."""
    # Steps suit payoffs of about 1; λ is per unit of payoff, so it scales the other way.
    scale = float(game.spans.max())
    path = _path(_LogitReply(game.payoffs / scale))
    path = path[path[:, -1] >= np.maximum.accumulate(path[:, -1])]
    chances = np.split(np.exp(path[:, :-1]), np.cumsum(game.counts)[:-1], axis=1)
    return Branch(path[:, -1] / scale, tuple(chances))


class _LogitReply:
    """How far the chances of a point are from replying to one another at its λ.

    A point holds the logarithms of all chances, one player after the other, and λ.
    """

    def __init__(self, payoffs: FloatArray) -> None:
        counts = payoffs.shape[1:]
        self.start = np.append(-np.log(np.repeat(counts, counts)), 0.0)
        own = [slice(sum(counts[:n]), sum(counts[: n + 1])) for n in range(len(counts))]
        self._players = own
        # For each two players: the first's payoffs by its strategy, the second's, then any third's.
        self._pairs = [
            (player, other, [n for n in range(len(own)) if n not in (player, other)])
            for player, other in permutations(range(len(own)), 2)
        ]
        self._payoffs = [payoffs[one].transpose(one, two, *rest) for one, two, rest in self._pairs]

    def __call__(self, point: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return what is missed, shape (n,), and its derivatives, shape (n, n + 1)."""
        precision, chances = point[-1], [np.exp(point[part]) for part in self._players]
        missed, slopes = point[:-1].copy(), np.eye(len(point) - 1, len(point))
        for (player, other, rest), payoffs in zip(self._pairs, self._payoffs, strict=True):
            own, theirs = self._players[player], self._players[other]
            by = payoffs @ chances[rest[0]] if rest else payoffs
            worth = by @ chances[other]
            worth -= worth.max()
            reply = np.exp(precision * worth)
            total = reply.sum()
            reply /= total
            slopes[own, theirs] = -precision * (by - reply @ by) * chances[other]
            slopes[own, -1] = reply @ worth - worth
            missed[own] = point[own] - precision * worth + np.log(total)
        return missed, slopes


def _path(system: _LogitReply) -> FloatArray:
    """Return points of the path, shape (n_points, n + 1)."""
    onward = np.eye(len(system.start))[-1]
    along, side = _tangent(system(system.start)[1], onward)
    path, step = [system.start], 0.01
    while path[-1][-1] < END and len(path) < MAX_STEPS:
        ahead = path[-1] + step * along
        corrected = _corrected(system, ahead, along)
        shortest = step <= SHORTEST_STEP
        if corrected is not None:
            point, (turned, now) = corrected[0], _tangent(corrected[1], along)
            off = float(np.abs(np.exp(point[:-1]) - np.exp(ahead[:-1])).max())
            # From one path to another close by, the orientation changes. So it does where two
            # paths cross, as in symmetric games: there the shortest step goes straight on.
            if shortest or (off <= CLOSE and now == side):
                path.append(point)
                along, side = turned, now
                step = min(step * np.clip(np.sqrt(CLOSE / 2 / (off + 1e-12)), 0.5, 2), LONGEST_STEP)
                continue
        if shortest:
            break
        step = max(step / 2, SHORTEST_STEP)
    return np.array(path)


def _tangent(slopes: FloatArray, before: FloatArray) -> tuple[FloatArray, float]:
    """Return the direction of the path, onward from the one before, and its orientation."""
    matrix = np.vstack([slopes, before])
    # Least squares, as these derivatives are singular where paths cross; then it goes straight on.
    along = np.linalg.lstsq(matrix, np.eye(len(before))[-1])[0]
    return along / np.linalg.norm(along), float(np.linalg.slogdet(matrix)[0])


def _corrected(
    system: _LogitReply, point: FloatArray, along: FloatArray
) -> tuple[FloatArray, FloatArray] | None:
    """Return to the path at right angles to a step, with the derivatives there."""
    for _ in range(6):
        missed, slopes = system(point)
        move = np.linalg.lstsq(np.vstack([slopes, along]), np.append(-missed, 0.0))[0]
        point = point + move
        largest = np.abs(move).max()
        if largest < NEWTON:
            return point, slopes
        if not largest < LONGEST_STEP:
            break
    return None
