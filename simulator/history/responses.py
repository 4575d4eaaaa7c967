"""The answers of single players and parties, where the record has them, beside the model's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.acceptance.evaluation import Likely
from simulator.history.backtest import Prediction, Score, score
from simulator.preferences.negotiation_model import Model
from simulator.scenario.record import Outcome


@dataclass(frozen=True)
class Answer:
    """One answer to one proposal.

    Attributes
    ----------
    who
        A player or a party, by id.
    proposed
        Whether their own side made the proposal, which makes a yes easy to predict.
    likely
        The model's chance of a yes.
    answered
        What the record says, `accepted` or `refused`.
    """

    proposal: str
    who: str
    proposed: bool
    likely: Likely
    answered: Outcome


def answers(model: Model, predictions: Sequence[Prediction]) -> list[Answer]:
    """List every answer that the record holds to a proposal coded in full, in order of date."""
    listed = []
    for prediction in predictions:
        if prediction.evaluation is None:
            continue
        for who, answered in model.scenario.history[prediction.id].answers.items():
            if answered != "other":
                view = prediction.evaluation.players.get(who)
                likely = prediction.evaluation.parties[who] if view is None else view.acceptance
                party = model.scenario.party_of.get(who, who)
                listed.append(
                    Answer(prediction.id, who, party in prediction.proposer, likely, answered)
                )
    return listed


def answers_score(listed: Sequence[Answer]) -> Score | None:
    """Score the model's chances of single answers; None where there are none."""
    if not listed:
        return None
    return score(
        np.array([answer.likely.chance for answer in listed]),
        np.array([float(answer.answered == "accepted") for answer in listed]),
    )
