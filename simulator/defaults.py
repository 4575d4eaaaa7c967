"""The acceptance curve's defaults, with where they come from (`data/acceptance.yaml`)."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from simulator.provenance import Estimate, Source, Strict, Text

FILE = Path(__file__).with_name("data") / "acceptance.yaml"

Triple = tuple[float, float, float]
"""A value and its 95 % bootstrap interval."""


class Curve(Strict):
    """One acceptance curve: β, a and g of `simulator.acceptance`."""

    precision: Estimate
    disadvantageous: Estimate
    advantageous: Estimate


class Scores(Strict):
    """How a model did on decisions that it was not fitted on (`calibration.scoring.HeldOut`)."""

    log_loss: Triple
    brier: Triple
    slope: Triple | None
    intercept: Triple | None
    auc: Triple
    better_than_simpler: Triple | None


class WithinRecord(Strict):
    """Every second answer of each person, predicted from its others and by one curve for all."""

    person: Scores
    population: Scores


class SettingRecord(Strict):
    """One data set: its size, its fit (value and standard error), and the models' scores."""

    name: str
    decisions: int
    groups: int
    rate: float
    elicitation: Literal["direct", "strategy", "implicit"]
    talk: bool
    pooled: bool
    precision: tuple[float, float]
    disadvantageous: tuple[float, float]
    within_person: dict[str, float] | None
    within_check: WithinRecord | None
    scores: dict[str, Scores]


class TransferRecord(Strict):
    """A curve fitted on one kind of bargaining, checked on a setting of the other.

    `bins` are predicted, accepted, count.
    """

    fitted_on: tuple[str, ...]
    checked_on: str
    decisions: int
    groups: int
    bias: Triple
    scores: Scores
    bins: tuple[tuple[float, float, int], ...]


class RuleRecord(Strict):
    """How close a bargaining rule comes to what people agreed on (`calibration.closeness`)."""

    distance: Triple
    hit: Triple
    held_out: Triple


class MixtureRecord(Strict):
    """The rules mixed, with weights, and what that gains over the best of them alone."""

    weights: dict[str, float]
    same: dict[str, tuple[str, ...]]
    held_out: Triple
    gain: Triple
    best: str


class AgreementRecord(Strict):
    """All rules on one data set of finished negotiations."""

    name: str
    negotiations: int
    rules: dict[str, RuleRecord]
    mixture: MixtureRecord


class Record(Strict):
    """What stands behind the defaults."""

    earlier_refusals: dict[str, float] | None
    settings: tuple[SettingRecord, ...]
    transfers: tuple[TransferRecord, ...]
    agreements: tuple[AgreementRecord, ...]


class AcceptanceDefaults(Strict):
    """Both readings of the human data, how far apart people are, and the record of the fits."""

    sources: dict[str, Source]
    population: Curve
    within_person: Curve
    between_people: Estimate
    transfer: Text
    record: Record

    def curve(self, kind: Literal["population", "within_person"]) -> Curve:
        """Return the curve to use for players whose preferences are certain, or drawn."""
        return self.population if kind == "population" else self.within_person


def defaults_data() -> dict[str, Any]:
    """Return the file's content as plain data."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return content


@cache
def acceptance_defaults() -> AcceptanceDefaults:
    """Read the defaults once."""
    return AcceptanceDefaults.model_validate(defaults_data())
