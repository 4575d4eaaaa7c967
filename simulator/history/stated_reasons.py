"""The model's reasons beside what the sides themselves said of the real texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from simulator.formatting import HARDLY
from simulator.history.prediction import Prediction
from simulator.scenario.record import View
from simulator.scenario.scenario import Scenario

Verdict = Literal["same", "opposite", "unchanged"]


@dataclass(frozen=True)
class StatedReason:
    """A term that a side named for or against a text, and what the model says that it adds.

    Attributes
    ----------
    player
        Whose reasons the model's are: who said it, or for a party its lead.
    contribution
        Of the term to the player's gain, against the terms in force while nothing is signed.
    verdict
        Whether it has the sign of what was said; `unchanged` where the text leaves the term, as far as the
        player cares, as it is without a deal.
    likely
        The share of the text's terms that have that sign: the chance that one drawn at random agrees.
    """

    proposal: str
    whose: str
    player: str
    issue: str
    view: View
    day: date
    contribution: float
    verdict: Verdict
    likely: float


def stated_reasons(scenario: Scenario, predictions: Sequence[Prediction]) -> list[StatedReason]:
    """Put beside each term that a side named in a text coded in full what the model says of it.

    Empty where a scenario names no terms in force while nothing is signed: then no term is said to bring
    or to cost anything.
    """
    reasons = []
    for prediction in predictions:
        answer = prediction.evaluation
        if answer is None or not answer.in_force:
            continue
        proposal = scenario.history[prediction.id]
        for whose, by_issue in proposal.said.items():
            player = scenario.parties[whose].lead if whose in scenario.parties else whose
            shares = answer.players[player].contributions
            for issue, statement in by_issue.items():
                verdict = _verdict(shares[issue], statement.view)
                reasons.append(
                    StatedReason(
                        proposal=prediction.id,
                        whose=whose,
                        player=player,
                        issue=issue,
                        view=statement.view,
                        day=statement.day or proposal.date,
                        contribution=shares[issue],
                        verdict=verdict,
                        likely=_agreeing(shares, statement.view),
                    )
                )
    return reasons


@dataclass(frozen=True)
class Agreement:
    """How many stated reasons the model shares, and how many terms drawn at random would agree."""

    same: int
    opposite: int
    unchanged: int
    by_chance: float


def agreement(reasons: Sequence[StatedReason]) -> Agreement:
    """Count."""
    verdicts = [reason.verdict for reason in reasons]
    return Agreement(
        verdicts.count("same"),
        verdicts.count("opposite"),
        verdicts.count("unchanged"),
        sum(reason.likely for reason in reasons),
    )


def _verdict(contribution: float, view: View) -> Verdict:
    if abs(contribution) < HARDLY:
        return "unchanged"
    return "same" if (contribution > 0) == (view == "for") else "opposite"


def _agreeing(shares: Mapping[str, float], view: View) -> float:
    same = [_verdict(share, view) == "same" for share in shares.values()]
    return sum(same) / len(same)
