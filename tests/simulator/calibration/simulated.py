"""Decisions made by a known curve, which a fit must find again."""

import numpy as np
from scipy.special import expit

from simulator.arrays import FloatArray
from simulator.calibration.decisions import Decisions
from simulator.preferences.curve_defaults import Elicitation

BETA, A = 12.0, 3.0
OFFERS = np.arange(1, 11) / 20
"""The shares of a pie that the games of the public data offer."""


def game(
    threshold: FloatArray,
    steepness: FloatArray,
    per_person: int,
    slip: float = 0.0,
    seed: int = 1,
    setting: str = "game",
) -> Decisions:
    """Ultimatum offers to people whose thresholds and steepness are given, shape (n_people,)."""
    rng = np.random.default_rng(seed)
    people = len(threshold)
    group = np.repeat(np.arange(people), per_person)
    share = rng.choice(OFFERS, len(group))
    chance = slip + (1 - 2 * slip) * expit(steepness[group] * (share - threshold[group]))
    return Decisions(
        setting=setting,
        elicitation="direct",
        talk=False,
        group=group,
        gain=share,
        behind=1 - 2 * share,
        ahead=np.zeros(len(group)),
        refusals=np.zeros(len(group)),
        turn=np.tile(np.arange(1.0, per_person + 1), people),
        accepted=(rng.random(len(group)) < chance).astype(float),
    )


def normal_people(
    people: int, steepness: float, threshold: float, spread: float, seed: int = 1
) -> tuple[FloatArray, FloatArray]:
    """Thresholds drawn from a normal distribution, and one steepness for all."""
    drawn = np.random.default_rng([seed, 1]).normal(threshold, spread, people)
    return drawn, np.full(people, steepness)


def simulated(
    people: int,
    per_person: int,
    spread: float = 0.0,
    refusal: float = 0.0,
    seed: int = 1,
    elicitation: Elicitation = "direct",
    setting: str = "simulated",
    talk: bool = False,
) -> Decisions:
    """Ultimatum offers to people whose thresholds lie apart by a normal with `spread` on the argument."""
    rng = np.random.default_rng(seed)
    n = people * per_person
    group = np.repeat(np.arange(people), per_person)
    share = rng.uniform(0.02, 0.5, n)
    other = rng.uniform(0.3, 1.0, n)  # not 1 − share, so that β and a can be told apart
    behind = np.maximum(other - share, 0)
    refusals = rng.integers(0, 4, n).astype(float) if refusal else np.zeros(n)
    lean = BETA * share - A * behind - refusal * np.log1p(refusals)
    lean = lean + np.repeat(
        rng.normal(0, spread, people) if spread else np.zeros(people), per_person
    )
    accepted = (rng.random(n) < expit(lean)).astype(float)
    return Decisions(
        setting=setting,
        elicitation=elicitation,
        talk=talk,
        group=group,
        gain=share,
        behind=behind,
        ahead=np.maximum(share - other, 0),
        refusals=refusals,
        turn=np.tile(np.arange(1.0, per_person + 1), people),
        accepted=accepted,
    )
