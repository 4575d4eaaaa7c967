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

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import ndtr

from simulator.acceptance.curve import logistic
from simulator.arrays import FloatArray
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.player_preferences import Body, PlayerPreferences

REACH, CELLS = 8, 2048
"""Curves are looked up between −8 and 8 stakes, or standard deviations, in so many cells for each."""
_PLACES = np.linspace(-REACH, REACH, 2 * REACH * CELLS + 1)
LEAST = np.float32(1e-9)
"""A variance that divides."""
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
    return _looked_up(_population, gain)


def _looked_up(table: Callable[[str], FloatArray], places: FloatArray) -> FloatArray:
    """Read a rising curve off a table of it, straight between its cells: three times as fast."""
    kept, reach = table(places.dtype.name), places.dtype.type(REACH)
    at = np.clip((places + reach) * places.dtype.type(CELLS), 0, len(kept) - 2)
    before = at.astype(np.int32)
    low = kept[before]
    return np.asarray(low + (at - before.astype(at.dtype)) * (kept[before + 1] - low))


@cache
def _population(kind: str) -> FloatArray:
    people = acceptance_defaults().kinds_of_people
    within = logistic(people.steepness * (_PLACES[:, None] - people.threshold))
    return np.asarray((within @ people.weight).astype(kind))


@cache
def _normal(kind: str) -> FloatArray:
    return np.asarray(ndtr(_PLACES).astype(kind))


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
    kind = yes[0].dtype
    votes, discipline = body.votes.astype(kind), body.discipline.astype(kind)
    # A single member does what it has decided.
    follows = np.where(votes <= 1, kind.type(1), np.sqrt(discipline))
    weight = (votes * follows).max(axis=-1) if votes.ndim > 1 else votes * follows
    first = [int(g) for g in np.argsort(-weight, kind="stable")[:GONE_THROUGH] if weight[g] > 0]
    mean, variance = np.zeros(1, kind), np.zeros(1, kind)
    for g, q in enumerate(yes):
        if g not in first:
            alike = 1 + np.maximum(votes[g] - 1, 0) * discipline[g]
            mean, variance = mean + votes[g] * q, variance + votes[g] * q * (1 - q) * alike
    states = [(np.ones(1, kind), mean, variance)]
    for g in first:
        own = (1 - follows[g]) * yes[g]
        each = [(yes[g], own + follows[g]), (1 - yes[g], own)]
        ways = [(chance, votes[g] * q, votes[g] * q * (1 - q)) for chance, q in each]
        states = [
            (chance * decided, mean + ayes, variance + spread)
            for chance, mean, variance in states
            for decided, ayes, spread in ways
        ]
    needed = (body.needed - 0.5).astype(kind)
    carried = sum(
        chance * _looked_up(_normal, (mean - needed) / np.sqrt(np.maximum(variance, LEAST)))
        for chance, mean, variance in states
    )
    return np.where(body.needed <= 0, kind.type(1), carried)
