"""What bargaining theory picks from a problem: one concept, one module, and the list of them.

Every concept chooses from the negotiation set, keeps all ties, and picks nothing when the ZOPA is
empty: then the prediction is no agreement.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from simulator.arrays import Rows
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions.egalitarian import egalitarian
from simulator.bargaining.solutions.equal_loss import equal_loss
from simulator.bargaining.solutions.kalai_smorodinsky import kalai_smorodinsky
from simulator.bargaining.solutions.nash import nash
from simulator.bargaining.solutions.utilitarian import utilitarian

Concept = Callable[[BargainingProblem], Rows]

SOLUTIONS: Mapping[str, Concept] = MappingProxyType(
    {
        "nash": nash,
        "kalai_smorodinsky": kalai_smorodinsky,
        "egalitarian": egalitarian,
        "utilitarian": utilitarian,
        "equal_loss": equal_loss,
    }
)

__all__ = [
    "SOLUTIONS",
    "Concept",
    "egalitarian",
    "equal_loss",
    "kalai_smorodinsky",
    "nash",
    "utilitarian",
]
