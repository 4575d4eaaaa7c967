"""Relative tit-for-tat: gives way in the proportion in which the others do [Faratin1998]_."""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.dynamics.tactic import Tactic, View, tactic

TINY = 1e-6


@tactic
@dataclass(frozen=True)
class TitForTat(Tactic):
    """Cuts its claim by the proportion by which the others' last offer cut theirs.

    A claim is how far a deal is to be above no deal, as a share of the most that can be had; what an
    other claims is how far its offer falls short of one's own best, as a share of the same. So the
    next claim is the last one times (shortfall of the other's latest offer / of the one before), the
    mean over the others, between no deal and the best. An other that takes back what it gave is
    answered in kind.

    Attributes
    ----------
    first_step
        By which share it cuts its claim once, on its second turn, before it has seen anyone move:
        without it two such parties would never start.
    """

    name = "tit_for_tat"
    label = "Tit for tat"
    description = (
        "Gives way in the proportion in which the other side gave way, after a small first step."
    )
    first_step: float = 0.1

    def aspiration(self, view: View) -> FloatArray:
        """Turn the last claim, answered in kind, into a worth."""
        span = np.maximum(view.best - view.reservation, TINY)
        own = view.made_by(view.me)
        if not own:
            return view.best
        claim = (view.worth(own[-1]) - view.reservation) / span
        if len(own) == 1:
            claim = claim * (1 - self.first_step)
        claim = claim * self._answer(view, span)
        return np.asarray(view.reservation + np.clip(claim, 0, 1) * span)

    def _answer(self, view: View, span: FloatArray) -> FloatArray:
        """Return the proportion by which the others' claims have changed, shape (n_runs,)."""
        changes = []
        for other in set(view.proposers) - {view.me}:
            made = view.made_by(other)
            if len(made) > 1:
                before, latest = (
                    np.maximum(view.best - view.worth(rows), TINY) / span for rows in made[-2:]
                )
                changes.append(latest / before)
        return np.asarray(np.mean(changes, axis=0)) if changes else np.ones(len(view.draw))
