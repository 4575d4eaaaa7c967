"""The terms of one proposal after another: which moved, and whom each favours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.history.prediction import Prediction, scored_evaluations
from simulator.preferences.negotiation_model import Model


@dataclass(frozen=True)
class TermPath:
    """One term through the proposals that can be scored, in order of date.

    Attributes
    ----------
    options
        What each proposal says.
    moved
        Whether that differs from the proposal before; never for the first.
    favour
        Whom it favours: what it is worth to the first lead minus the mean over the others, each on its
        own scale of 0 (its worst option) to 1 (its best), so −1 to 1.
    """

    issue: str
    options: tuple[float | str, ...]
    moved: tuple[bool, ...]
    favour: tuple[float, ...]

    @property
    def still(self) -> bool:
        """Whether it never moved: then it cannot by itself explain why answers differed."""
        return not any(self.moved)


def term_paths(model: Model, predictions: Sequence[Prediction]) -> list[TermPath]:
    """Follow every term through the scored proposals; those that never moved come first."""
    deals = [evaluation.deal for evaluation in scored_evaluations(predictions)[0]]
    positions = [model.space.positions(deal) for deal in deals]
    first, *others = (model.central.players[lead] for lead in model.central.leads)
    paths = []
    for k, issue in enumerate(model.space.issues):
        worth = first.worth[k] - np.mean([other.worth[k] for other in others], axis=0)
        at = [int(position[k]) for position in positions]
        paths.append(
            TermPath(
                issue=issue,
                options=tuple(deal[issue] for deal in deals),
                moved=tuple(n > 0 and at[n] != at[n - 1] for n in range(len(at))),
                favour=tuple(float(worth[place]) for place in at),
            )
        )
    return sorted(paths, key=lambda path: not path.still)
