"""How a body votes: an assembly, a union, an electorate.

Of a group g with preferences θ a member says yes with chance ``q_g = keep_g(x) · mean of Λ(s (gain_g − τ))``,
the mean over the kinds of people, since members differ. The ayes are ``Σ n_g q_g`` on average, with variance
``Σ n_g q_g (1 − q_g)(1 + (n_g − 1) ρ_g)``: ρ_g, the group's discipline, is the correlation of its members'
votes. So vote members of whom each, with chance √ρ, does what the group has decided (a yes with chance q_g)
and otherwise decides for itself; that is how it is worked out. What the least certain of the groups decide
is gone through, and given that, ayes are taken as normal, with a continuity correction. So a group of
discipline 1 votes as one, weighted votes are exact, and single members are groups of their own.

A deal is carried where the ayes reach the threshold; members who don't vote, `turnout`, are thinned evenly,
whatever they think. A body is a collective veto player [Tsebelis2002]_, ratification its vote [Putnam1988]_.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import ndtr

from simulator.acceptance.curve import logistic
from simulator.arrays import FloatArray
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.player_preferences import Body, PlayerPreferences

REACH, CELLS = 8, 2048
"""The population's curve is looked up between −8 and 8 stakes, in so many cells for each."""
GONE_THROUGH = 5
"""Groups whose decisions are gone through, 2 to that power: those that add most to the variance."""


@dataclass(frozen=True)
class Vote:
    """How a body votes, each of shape (n_deals, n_draws) or what broadcasts to it.

    Attributes
    ----------
    groups
        By id, the expected share of the group that says yes, of those who vote.
    share
        The same of all who vote.
    chance
        The chance that the threshold is reached.
    """

    groups: Mapping[str, FloatArray]
    share: FloatArray
    chance: FloatArray


def members_yes(body: Body, holder: PlayerPreferences, worth: FloatArray) -> FloatArray:
    """Return the chance that a member says yes, red lines aside, by what deals are worth to it."""
    gain = holder.precision * (worth - holder.demanded)
    return population_yes(gain) if body.population else logistic(gain)


def population_yes(gain: FloatArray) -> FloatArray:
    """Return the part of people who accept a gain, in stakes: the mean over kinds of people."""
    table = _table()
    place = np.clip((gain + REACH) * CELLS, 0, len(table) - 2)
    before = place.astype(np.intp)
    low = table[before]
    return np.asarray(low + (place - before) * (table[before + 1] - low))


@cache
def _table() -> FloatArray:
    people = acceptance_defaults().kinds_of_people
    gain = np.linspace(-REACH, REACH, 2 * REACH * CELLS + 1)
    return logistic(people.steepness * (gain[:, None] - people.threshold)) @ people.weight


def vote(body: Body, yes: Mapping[str, FloatArray]) -> Vote:
    """Count a body's votes.

    Parameters
    ----------
    yes
        By kind of preferences (`Body.groups`), the chance that a member says yes.
    """
    groups = {id: yes[kind] for id, kind in body.groups.items()}
    ayes = sum(n * q for n, q in zip(body.votes, groups.values(), strict=True))
    return Vote(
        groups, np.asarray(ayes / body.votes.sum(axis=0)), _carried(body, [*groups.values()])
    )


def _carried(body: Body, yes: list[FloatArray]) -> FloatArray:
    """Return the chance that the ayes reach what is needed."""
    follows = np.sqrt(body.discipline)
    # A single member does what it has decided.
    follows = np.where(body.votes <= 1, 1.0, follows)
    weight = (body.votes * follows).max(axis=-1) if body.votes.ndim > 1 else body.votes * follows
    first = [int(g) for g in np.argsort(-weight, kind="stable")[:GONE_THROUGH] if weight[g] > 0]
    mean, variance = np.zeros(1), np.zeros(1)
    for g, q in enumerate(yes):
        if g not in first:
            n = body.votes[g]
            mean = mean + n * q
            variance = variance + n * q * (1 - q) * (1 + np.maximum(n - 1, 0) * body.discipline[g])
    states = [(np.ones(1), mean, variance)]
    for g in first:
        states = [
            (
                chance * (yes[g] if decided else 1 - yes[g]),
                mean + body.votes[g] * each,
                variance + body.votes[g] * each * (1 - each),
            )
            for chance, mean, variance in states
            for decided in (1, 0)
            for each in [follows[g] * decided + (1 - follows[g]) * yes[g]]
        ]
    carried = sum(
        chance * ndtr((mean - body.needed + 0.5) / np.sqrt(np.maximum(variance, 1e-12)))
        for chance, mean, variance in states
    )
    return np.where(body.needed <= 0, 1.0, carried)
