"""What the options of one issue are worth to one player, and which of them its red lines let pass."""

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from simulator.arrays import FloatArray
from simulator.preferences.uncertainty import Read, Scale
from simulator.scenario.base import KeyPath, Range
from simulator.scenario.deals import beyond
from simulator.scenario.holders import Holder
from simulator.scenario.issues import ContinuousIssue, Issue
from simulator.scenario.players import SOFTNESS, RedLine
from simulator.scenario.scenario import Scenario


def option_values(
    scenario: Scenario, whose: Holder, issue: str, options: Sequence[float | str], read: Read
) -> FloatArray:
    """Value some options of an issue to somebody, shape (n_options, n_draws), each in [0, 1].

    Promises are discounted by their credibility. Amounts may lie between the issue's steps.
    """
    function = whose.player.values.get(issue)
    if function is None:
        return np.zeros((len(options), 1))
    terms = scenario.issues[issue]

    def draws(keys: KeyPath, number: Range, scale: str) -> FloatArray:
        return read(whose.path("values", issue, *keys), number, Scale(scale))

    worth: FloatArray = function.worth(terms, options, draws, np)
    doubt = terms.credibility
    if doubt is None or whose.party not in doubt.concerns:
        return worth
    believed = scenario.credibilities[doubt.parameter]
    chance = read(("credibilities", doubt.parameter), believed, Scale.SHARE)
    otherwise = function.worth(terms, (doubt.fallback,), draws, np)
    return np.asarray(chance * worth + (1 - chance) * otherwise)


def no_veto_probabilities(
    scenario: Scenario, whose: Holder, issue: str, options: Sequence[float | str], read: Read
) -> FloatArray | None:
    """Return the chance that no real red line is crossed, shape (n_options, n_draws).

    Of a line at t of firmness f and softness σ, ``1 − f [2 Φ((x − t) / σ) − 1]`` beyond t: it is real with
    chance f, and then lies at its bound or a little beyond (half-normal), never before it. None where the
    player has no red line on the issue.
    """
    terms, chance = scenario.issues[issue], None
    every = options if isinstance(terms, ContinuousIssue) else tuple(terms.levels)
    for line_id, line in whose.player.red_lines.items():
        if line.issue != issue:
            continue
        path = whose.path("red_lines", line_id)
        firmness = read((*path, "firmness"), line.firmness, Scale.SHARE)
        softness = _softness(line, terms, path, read)
        by_option = dict(zip(every, beyond(line, every), strict=True))
        distance = np.array([max(by_option[option], 0.0) for option in options])[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            passed = np.where(softness > 0, 2 * ndtr(distance / softness) - 1, distance > 0)
        kept = 1 - firmness * passed
        chance = kept if chance is None else chance * kept
    return chance


def _softness(line: RedLine, terms: Issue, path: KeyPath, read: Read) -> FloatArray:
    """Return the softness of a line, shape (n_draws,); a line between levels has none of itself."""
    if line.softness is not None:
        return np.maximum(read((*path, "softness"), line.softness, Scale.PLAIN), 0)
    if isinstance(terms, ContinuousIssue):
        return np.array([SOFTNESS.value * (terms.max - terms.min)])
    return np.zeros(1)
