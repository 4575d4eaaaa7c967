"""The acceptance curve's defaults, with where they come from (`data/acceptance.yaml`)."""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from simulator.provenance import Estimate, Source, Strict, Text


class Curve(Strict):
    """One acceptance curve: β, a and g of `simulator.acceptance`."""

    precision: Estimate
    disadvantageous: Estimate
    advantageous: Estimate


class AcceptanceDefaults(Strict):
    """Both readings of the human data, and how far apart people are."""

    sources: dict[str, Source]
    population: Curve
    within_person: Curve
    between_people: Estimate
    transfer: Text

    def curve(self, kind: Literal["population", "within_person"]) -> Curve:
        """Return the curve to use for players whose preferences are certain, or drawn."""
        return self.population if kind == "population" else self.within_person


@cache
def acceptance_defaults() -> AcceptanceDefaults:
    """Read the defaults once."""
    text = Path(__file__).with_name("data").joinpath("acceptance.yaml").read_text("utf-8")
    return AcceptanceDefaults.model_validate(yaml.safe_load(text))
