"""Every strategy, one small module each; a module in this folder is found by itself."""

from importlib import import_module
from pkgutil import iter_modules

from simulator.simulation.bidding.strategy import STRATEGIES, BiddingStrategy

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")

__all__ = ["STRATEGIES", "BiddingStrategy"]
