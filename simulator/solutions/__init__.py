"""What bargaining theory picks from a problem: one concept, one module, and the list of them.

Every concept chooses from the negotiation set, keeps all ties, and picks nothing when the ZOPA is
empty: then the prediction is no agreement.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from simulator.arrays import Rows
from simulator.bargaining import BargainingProblem
from simulator.solutions.egalitarian import egalitarian
from simulator.solutions.equal_loss import equal_loss
from simulator.solutions.kalai_smorodinsky import kalai_smorodinsky
from simulator.solutions.nash import nash
from simulator.solutions.utilitarian import utilitarian

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
