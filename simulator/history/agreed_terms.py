"""The terms that were really agreed, beside those that simulated talks and solution concepts lead to.

Acceptance says whether a text is signed; this says which. Each way of predicting gives every option of an
issue a share, and is scored by the mean over the issues of the logarithm of what it gave to the option that
was agreed. So that nothing is impossible, one deal drawn evenly from all is added to what it
predicts: one among the simulated deals, one beside a solution.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.bargaining.solutions import SOLUTIONS
from simulator.bargaining.survey import Survey
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import DealSpace
from simulator.randomness import TALKS
from simulator.scenario.deals import proposal_deal
from simulator.simulation.monte_carlo import simulate
from simulator.simulation.phases import models_by_round, prepared_talks
from simulator.simulation.plan import plan
from simulator.simulation.prepared_outcomes import WHOLE, prepared_outcomes

RUNS = 2048
ANY_DEAL, EFFICIENT, TALKS_SIGN = "any_deal", "negotiation_set", "talks"
NAMES = {
    ANY_DEAL: "Any deal as likely as any other",
    EFFICIENT: "Any efficient deal of the ZOPA as likely as any other",
    TALKS_SIGN: "Simulated talks, as the file has them held",
}


def called(by: str) -> str:
    """Return the heading of one of the ways of predicting."""
    return SOLUTIONS[by].label if by in SOLUTIONS else NAMES[by]


@dataclass(frozen=True)
class TermsScore:
    """How well one way of predicting foresees the agreed terms.

    Attributes
    ----------
    by
        `any_deal` (each that rules allow alike), `negotiation_set`, `talks` or the id of a solution concept.
    log
        Mean over issues of the log probability of the agreed option; 0 is perfect.
    right
        How many terms it is expected to hit, as it stands, without the deal that is added.
    deals
        How many deals it predicts from: signed ones, efficient ones, ties.
    """

    by: str
    log: float
    right: float
    deals: int


@dataclass(frozen=True)
class AgreedTerms:
    """The last real text that was accepted and is coded in full, and how its terms were foreseen."""

    proposal: str
    issues: int
    scores: tuple[TermsScore, ...]


def agreed_terms(model: Model, surveyed: Survey) -> AgreedTerms | None:
    """Score ways of predicting what was agreed; None where the record has no such text.

    Parameters
    ----------
    surveyed
        What the deal space holds.
    """
    accepted = [
        id
        for id, proposal in sorted(model.scenario.history.items(), key=lambda dated: dated[1].date)
        if proposal.happened == "accepted" and proposal_deal(model.scenario, id) is not None
    ]
    if not accepted:
        return None
    at = _nearest(model, accepted[-1])
    counts = model.space.counts
    uniform = np.array([share[k] for share, k in zip(model.space.shares, at, strict=True)])
    scores = [TermsScore(ANY_DEAL, float(np.log(uniform).mean()), float(uniform.sum()), 0)]
    for by, deals, weight in _predicted(model, surveyed):
        if len(deals):
            share = _shares(model.space, deals)[np.arange(len(counts)), at]
            mixed = (weight * share + uniform) / (weight + 1)
            scores.append(
                TermsScore(by, float(np.log(mixed).mean()), float(share.sum()), len(deals))
            )
    return AgreedTerms(accepted[-1], len(counts), tuple(scores))


def _predicted(model: Model, surveyed: Survey) -> Iterator[tuple[str, IntArray, int]]:
    """Yield who predicts, its deals, and as how many they count against the one that is added."""
    efficient = surveyed.negotiation_set.positions
    yield EFFICIENT, efficient, len(efficient)
    signed = _signed(model)
    yield TALKS_SIGN, signed, len(signed)
    for id in SOLUTIONS:
        # A solution is one prediction, however many deals tie for it.
        yield id, surveyed.solutions[id].positions, 1


def _signed(model: Model) -> IntArray:
    """Return what simulated talks sign, run by run, shape (n_signed, n_issues).

    Of a large space some deals are talked about, the real texts among them; here these are left out, for
    who puts them on the list knows what was agreed.
    """
    scenario = model.scenario
    held = plan(scenario)
    talked = prepared_outcomes(list(models_by_round(model, held.shocks).values()))
    if model.space.size > WHOLE:
        real = [_nearest(model, id) for id in scenario.history if proposal_deal(scenario, id)]
        known = (talked[:, None, :] == np.array(real)).all(axis=2).any(axis=1)
        talked = talked[~known]
    prepared = prepared_talks(model, held.shocks, RUNS, talked)
    talks = simulate(model, held, RUNS, TALKS, prepared)
    return talks.prepared.deals[talks.row[talks.signed]]


def _nearest(model: Model, id: str) -> IntArray:
    """Return the positions of a proposal among the space's own options, the nearest of each."""
    deal, space = proposal_deal(model.scenario, id), model.space
    assert deal is not None
    return np.array(
        [
            options.index(deal[issue])
            if isinstance(deal[issue], str)
            else int(np.abs(np.array(options, dtype=float) - float(deal[issue])).argmin())
            for issue, options in zip(space.issues, space.options, strict=True)
        ],
        dtype=np.intp,
    )


def _shares(space: DealSpace, deals: IntArray) -> FloatArray:
    """Return how often each option occurs, shape (n_issues, most options)."""
    shares = np.zeros((len(space.counts), max(space.counts)))
    for k, count in enumerate(space.counts):
        shares[k, :count] = np.bincount(deals[:, k], minlength=count) / len(deals)
    return shares
