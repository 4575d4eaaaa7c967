"""The answers of single players and parties, where the record has them, beside the model's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.acceptance.evaluation import Likely
from simulator.history.prediction import Prediction
from simulator.history.scores import Score, score
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
    alike
        The first proposal coded in the same terms, by id.
    """

    proposal: str
    who: str
    proposed: bool
    likely: Likely
    answered: Outcome
    alike: str = ""


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
                    Answer(
                        prediction.id,
                        who,
                        party in prediction.proposer,
                        likely,
                        answered,
                        prediction.alike,
                    )
                )
    return listed


def answers_score(listed: Sequence[Answer]) -> Score | None:
    """Score the model's chances of single answers; None where there are none.

    Someone's answers to texts that are coded alike count as one.
    """
    if not listed:
        return None
    whose = [(answer.alike or answer.proposal, answer.who) for answer in listed]
    group = np.array([list(dict.fromkeys(whose)).index(one) for one in whose], dtype=np.intp)
    return score(
        np.array([answer.likely.chance for answer in listed]),
        np.array([float(answer.answered == "accepted") for answer in listed]),
        group=group,
    )
