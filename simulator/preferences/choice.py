"""How likely each no-deal future is where parties choose among some of them.

A threat that pays whoever makes it is credible, and one that hurts it is not. A party takes one of its own
futures with a chance proportional to ``p_f exp(λ u_f / R)``: u_f is what the future is worth to its lead, R
what that lead's utility ranges over between efficient deals, and λ how surely it chooses (the logit
response of [McKelveyPalfrey1995]_). p_f, the probability that the file states, is what holds before worth
counts, as in [MatejkaMcKay2015]_: so a future that is split in two alike changes nothing. Together they stay
as likely as stated; what is not for the party to choose is as it was.
"""

from collections.abc import Mapping

import numpy as np

from simulator.arrays import FloatArray
from simulator.preferences.uncertainty import Read, Scale
from simulator.scenario.scenario import CHOICE_STEEPNESS, Scenario


def chosen_probabilities(
    scenario: Scenario,
    stated: FloatArray,
    worth: Mapping[str, FloatArray],
    spans: Mapping[str, float],
    read: Read,
) -> FloatArray:
    """Return how likely each future is, shape (n_futures, n_draws).

    Parameters
    ----------
    stated
        Its stated probability, of the same shape or of one draw; adds up to 1.
    worth
        By party that chooses, what each future is worth to its lead, shape (n_futures, n_draws).
    spans
        By party, R of its lead (`stakes.lead_spans`); 1 where there is none.
    """
    probability = stated
    chosen_by = np.array([future.chosen_by or "" for future in scenario.futures.values()])
    for id, party in scenario.choosers.items():
        own = chosen_by == id
        path = ("parties", id, "choice_steepness")
        steepness = read(path, party.choice_steepness or CHOICE_STEEPNESS, Scale.POSITIVE)
        gain = steepness * (worth[id] - worth[id][own].max(axis=0)) / spans.get(id, 1.0)
        weight = stated * np.exp(np.minimum(gain, 0)) * own[:, None]
        together = weight.sum(axis=0)
        share = weight / np.where(together > 0, together, 1)
        taken = np.where(together > 0, share * stated[own].sum(axis=0), stated)
        probability = np.where(own[:, None], taken, probability)
    return probability
