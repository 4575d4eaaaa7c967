"""The acceptance curve's defaults, with where they come from (`data/acceptance.yaml`)."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import yaml
from pydantic import BeforeValidator, PlainSerializer

from simulator.bootstrap import Interval
from simulator.scenario.base import Estimate, Source, Strict, Text

FILE = Path(__file__).with_name("data") / "acceptance.yaml"


Elicitation = Literal["direct", "strategy", "implicit"]
"""Asked about this offer, by a threshold stated beforehand, or a bid that was taken up or not."""


def _interval(value: Any) -> Any:
    """Read an interval as the file has it: value, low, high."""
    return Interval(*value) if isinstance(value, list | tuple) and len(value) == 3 else value


Figure = Annotated[
    Interval,
    BeforeValidator(_interval),
    PlainSerializer(lambda interval: [interval.value, interval.low, interval.high]),
]
"""A value and its 95 % bootstrap interval."""


class Curve(Strict):
    """One acceptance curve: β, a and g of `simulator.acceptance.acceptance`."""

    precision: Estimate
    disadvantageous: Estimate
    advantageous: Estimate


class Scores(Strict):
    """How a model did on decisions that it was not fitted on.

    Attributes
    ----------
    log_loss, brier
        Mean; 0 is perfect.
    slope, intercept
        Of a logistic regression of the answers on the predicted log odds: 1 and 0 are perfect; a slope
        below 1 says that the predictions are too sure. None where all predictions are about the same.
    auc
        The chance that an accepted offer was given the higher probability of two that the same fit
        predicted; 0.5 for guesses.
    better_than_simpler
        How much lower its log loss is than that of the model that it adds to; None for the first.
    """

    log_loss: Figure
    brier: Figure
    slope: Figure | None
    intercept: Figure | None
    auc: Figure
    better_than_simpler: Figure | None


class WithinPerson(Strict):
    """The curve of one person, and how far people's curves lie apart.

    Attributes
    ----------
    precision, disadvantageous
        β and a within a person.
    precision_error, disadvantageous_error
        Their standard errors.
    leaning
        Standard deviation between people of the curve's argument.
    threshold_spread
        Standard deviation between people of the smallest share accepted, in a pie that adds up to 1.
    """

    precision: float
    disadvantageous: float
    precision_error: float
    disadvantageous_error: float
    leaning: float
    threshold_spread: float


class WithinRecord(Strict):
    """Every second answer of each person, predicted from that person's others.

    Attributes
    ----------
    person
        Scores of the within-person curve, each person's leaning learnt from its other answers; better
        than `population` by `person.better_than_simpler`.
    population
        Scores of the one curve for all, fitted on the same answers.
    """

    person: Scores
    population: Scores


class SettingRecord(Strict):
    """One data set: its size, its fit (value and standard error), and how the models did.

    `within_person` and `within_check` are None where people decided too seldom to tell their curves
    apart. `pooled` says whether the setting counts for the population's curve: people were asked about
    offers one by one. `talk` tells negotiations from games of a single offer.
    """

    name: str
    decisions: int
    groups: int
    rate: float
    elicitation: Elicitation
    talk: bool
    pooled: bool
    precision: tuple[float, float]
    disadvantageous: tuple[float, float]
    within_person: WithinPerson | None
    within_check: WithinRecord | None
    scores: dict[str, Scores]


class Bin(NamedTuple):
    """Decisions given about the same probability: that, how many said yes, and how many there were."""

    predicted: float
    accepted: float
    decisions: int


class TransferRecord(Strict):
    """A curve fitted on one kind of bargaining, checked on a setting of the other.

    `bias` is the mean predicted probability minus the rate at which offers were accepted. Intervals are
    over the people or talks of the setting that is checked; the curve is taken as it was fitted.
    """

    fitted_on: tuple[str, ...]
    checked_on: str
    decisions: int
    groups: int
    bias: Figure
    scores: Scores
    bins: tuple[Bin, ...]


class RuleRecord(Strict):
    """How close a bargaining rule comes to what was agreed.

    Attributes
    ----------
    distance
        Mean absolute difference of worth, over both sides; over what ties, its mean.
    hit
        How often the deal reached is worth to both what one of the rule's picks is.
    held_out
        Mean log probability of the deal reached, from a fit on other negotiations; higher is better.
    """

    distance: Figure
    hit: Figure
    held_out: Figure


class MixtureRecord(Strict):
    """Each pair of people follows one of the rules.

    Attributes
    ----------
    weights
        How many follow which, by rule, fitted on all; rules that always pick the same are one.
    same
        Rules that always pick what one with a weight picks, by that one.
    held_out
        As for a single rule.
    gain
        How much better that is than the best rule, or naive guess, alone.
    best
        Which that is.
    """

    weights: dict[str, float]
    same: dict[str, tuple[str, ...]]
    held_out: Figure
    gain: Figure
    best: str


class AgreementRecord(Strict):
    """All rules on one data set of finished negotiations."""

    name: str
    negotiations: int
    rules: dict[str, RuleRecord]
    mixture: MixtureRecord


class Record(Strict):
    """What stands behind the defaults.

    `earlier_refusals` is how much each earlier refusal in the same talk lowers the curve's argument,
    `value` and standard `error`, in the first setting where that earned its place.
    """

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
