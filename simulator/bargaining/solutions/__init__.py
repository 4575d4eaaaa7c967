"""What bargaining theory picks from a problem: one concept, one module, and the list of them.

Every concept chooses from the negotiation set, keeps all ties, and picks nothing when the ZOPA is
empty: then the prediction is no agreement. A module in this folder is found by itself; it holds the
concept under its own name.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from simulator.bargaining.solution import Solution

_found: list[Solution] = [
    getattr(import_module(f"{__name__}.{module.name}"), module.name)
    for module in iter_modules(__path__)
]
SOLUTIONS: Mapping[str, Solution] = MappingProxyType(
    {concept.id: concept for concept in sorted(_found, key=lambda concept: concept.place)}
)
"""Every concept by its id, in the order of their places."""
