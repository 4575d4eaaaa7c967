"""Learning from answers: the draws θ reweighted by how likely each makes the answers that are known.

By Bayes' rule a draw's weight is ``Π_houses L``, the likelihood of its house's answers to one text after the
other. Within a house doubts are shared: one luck u, uniform on [0, 1], decides for all, and a player says
yes where u lies below its chance. So of one text

``L = max(0, min {P_i : i said yes} − max {P_j : j said no})``,

which is P for a yes alone, 1 − P for a no alone, and, as everywhere, does not change when a player is listed
twice. Who decides for a house (τ and s) belongs to θ and stays the same person from text to text, as in
`history.path`, so its answers tell of its later ones.

The draws are then resampled by their weights (sampling importance resampling [Rubin1988]_, by even steps
[Kitagawa1996]_, so that no luck is added): a model with the chosen draws is asked like any other. How many
independent draws the weights leave is Kish's effective size ``(Σw)² / Σw²`` [Kish1965]_; where it is small,
more points of the same sequences are weighed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from simulator.acceptance.acceptance import every_row
from simulator.arrays import FloatArray, IntArray
from simulator.preferences.deviates import DRAWS, DRAWS_EACH, REPLICATES
from simulator.preferences.negotiation_model import ChosenDraws, Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.preference_arrays import Preferences

ENOUGH = DRAWS // 4
"""Effective draws from which no more are weighed."""
TOO_FEW = DRAWS // 32
"""Effective draws below which nothing is learned: figures would hang on a handful of draws."""
MOST_BLOCKS = 16
"""Blocks of `DRAWS` points that are weighed at the most; each takes as long as opening the scenario."""


@dataclass(frozen=True)
class Answered:
    """What one party's house answered to one text.

    Attributes
    ----------
    players
        Whether each player whose answer is known said yes, by id.
    refused
        Whether somebody of the house said no, and it is not known who.
    """

    deal: Deal
    party: str
    players: Mapping[str, bool]
    refused: bool = False


@dataclass(frozen=True, eq=False)
class Learned:
    """What is believed once some answers are known.

    Attributes
    ----------
    model
        The model with draws that stand for it; the one before where too few are left.
    likelihood
        How likely the answers were before they were known.
    effective
        How many independent draws the weights leave.
    weighed
        How many draws were weighed.
    """

    model: Model
    likelihood: float
    effective: float
    weighed: int

    @property
    def too_few(self) -> bool:
        """Whether the answers leave too few draws to learn from."""
        return self.effective < TOO_FEW


def learn(model: Model, answers: Sequence[Answered]) -> Learned:
    """Reweight a model's draws by the answers that are known; what it had learned before is forgotten.

    Raises
    ------
    DealError
        If an answer is to a deal that the scenario does not allow.
    """
    if model.chosen is not None:
        model = model.with_draws(None)
    if not answers:
        return Learned(model, 1.0, float(DRAWS), DRAWS)
    held = model.with_deal(*(answer.deal for answer in answers))
    blocks = [likelihoods(held.sample, answers)]
    while effective_size(np.concatenate(blocks)) < ENOUGH and len(blocks) < MOST_BLOCKS:
        further = ChosenDraws(len(blocks) * DRAWS + np.arange(DRAWS))
        more = model.with_draws(further).with_deal(*(one.deal for one in answers))
        blocks.append(likelihoods(more.sample, answers))
    weights = np.concatenate(blocks)
    effective = effective_size(weights)
    index = resampled(weights)
    if effective < TOO_FEW or index is None:
        return Learned(model, float(weights.mean()), effective, len(weights))
    kinds = _kinds(model.with_draws(ChosenDraws(index)), answers)
    return Learned(
        model.with_draws(ChosenDraws(index, kinds)),
        float(weights.mean()),
        effective,
        len(weights),
    )


def likelihoods(preferences: Preferences, answers: Sequence[Answered]) -> FloatArray:
    """Return how likely each draw makes some answers, shape (n_draws,)."""
    return np.asarray(_likelihoods(preferences, answers)[0])


def _likelihoods(preferences: Preferences, answers: Sequence[Answered]) -> FloatArray:
    """Return the same with a row for each kind of people, shape (n_kinds or 1, n_draws)."""
    draws = max(len(player.reservation) for player in preferences.players.values())
    likelihood: FloatArray = np.ones((1, draws))
    for answer in answers:
        chances = every_row(preferences, preferences.space.positions(answer.deal))
        likelihood = likelihood * _of_house(answer, chances)
    return likelihood


def _of_house(answer: Answered, chances: Mapping[tuple[str, str], FloatArray]) -> FloatArray:
    yes = [chances["player", id] for id, accepted in answer.players.items() if accepted]
    no = [chances["player", id] for id, accepted in answer.players.items() if not accepted]
    if answer.refused:
        no.append(chances["party", answer.party])
    least, most = reduce(np.minimum, yes, np.ones(1)), reduce(np.maximum, no, np.zeros(1))
    return np.maximum(least - most, 0)


def effective_size(weights: FloatArray) -> float:
    """Return how many equally weighted draws say as much as these, between 1 and how many there are.

    0 where no draw has any weight.
    """
    total = float(weights.sum())
    return total**2 / float((weights**2).sum()) if total > 0 else 0.0


def resampled(weights: FloatArray) -> IntArray | None:
    """Return which points to take, shape (DRAWS,), so that each occurs as often as its weight says.

    Each of the sample's replicates is resampled by itself, so that their means still differ by the
    sampling error. Points of equal weight are each taken once, in their order.

    Parameters
    ----------
    weights
        Of all points, block by block, shape (n_blocks * DRAWS,).

    Returns
    -------
    IntArray or None
        As `uncertainty.drawn_deviates` counts them; None where some replicate has no weight at all.
    """
    points = np.arange(len(weights)).reshape(-1, REPLICATES, DRAWS_EACH).swapaxes(0, 1)
    taken = []
    for own in points.reshape(REPLICATES, -1):
        total = weights[own].sum()
        if total <= 0:
            return None
        reached = np.cumsum(weights[own]) / total
        steps = (np.arange(DRAWS_EACH) + 0.5) / DRAWS_EACH
        at = np.searchsorted(reached, steps).clip(max=len(own) - 1)
        taken.append(own[at])
    return np.concatenate(taken)


def _kinds(model: Model, answers: Sequence[Answered]) -> dict[str, FloatArray]:
    """Return what is believed of who decides, given the numbers: the kinds' weights, by party."""
    held = model.with_deal(*(answer.deal for answer in answers))
    kinds = {}
    for party in {answer.party: None for answer in answers}:
        own = [answer for answer in answers if answer.party == party]
        prior = held.by_kind.weight[party]
        weight = prior * _likelihoods(held.by_kind.preferences, own)
        total = weight.sum(axis=0)
        # Numbers that leave no kind any weight are not among the draws but for rounding.
        kinds[party] = np.where(total > 0, weight / np.where(total > 0, total, 1), prior)
    return kinds
