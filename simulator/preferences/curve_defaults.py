"""The acceptance curve's defaults, with where they come from (`data/acceptance.yaml`)."""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import yaml
from pydantic import BeforeValidator, Field, PlainSerializer
from scipy.special import expit, ndtr

from simulator.arrays import FloatArray
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


class ThresholdCurve(Strict):
    """The chance of a yes to a single offer, Λ(s(g − τ)), of a population.

    Attributes
    ----------
    steepness
        s, per unit of gain.
    threshold
        τ, the gain over no deal at which people are as likely to accept as not. Gains are shares of a stake:
        from no deal to one's own best.
    """

    steepness: Estimate
    threshold: Estimate


@dataclass(frozen=True)
class KindsOfPeople:
    """Decision makers of a few kinds: how many have which threshold and steepness.

    Attributes
    ----------
    threshold, steepness
        τ and s of each kind, ascending in τ and then in s, shape (n_kinds,).
    weight
        The part of people that is of each kind, adding up to 1, shape (n_kinds,).
    slip
        The chance that one of this kind answers against its own mind, shape (n_kinds,).
    """

    threshold: FloatArray
    steepness: FloatArray
    weight: FloatArray
    slip: FloatArray

    def chances(self, gain: FloatArray) -> FloatArray:
        """Return the chance that each kind accepts, shape (*gain.shape, n_kinds)."""
        within = expit(self.steepness * (np.asarray(gain)[..., None] - self.threshold))
        return np.asarray(self.slip + (1 - 2 * self.slip) * within)

    def drawn(self, deviate: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the threshold and steepness of decision makers, each of the shape of `deviate`.

        By standard normal deviates, so that people who ask for more come later.
        """
        ends = np.cumsum(self.weight)[:-1]
        kind = np.searchsorted(ends, ndtr(deviate), side="right")
        return self.threshold[kind], self.steepness[kind]

    @property
    def middle(self) -> int:
        """The kind in the middle, by what people ask for."""
        return int(np.searchsorted(np.cumsum(self.weight), 0.5))

    def range_of(self, numbers: FloatArray) -> tuple[float, float, float]:
        """Return the 10th, 50th and 90th percentile over people of a number that each kind has."""
        order = np.argsort(numbers, kind="stable")
        parts = np.cumsum(self.weight[order])[:-1]
        low, middle, high = numbers[order][np.searchsorted(parts, (0.1, 0.5, 0.9))]
        return float(low), float(middle), float(high)

    def population_curve(self, gain: FloatArray) -> FloatArray:
        """Return the chance that somebody drawn at random accepts, shape of `gain`."""
        return np.asarray(self.chances(gain) @ self.weight)


class DecisionMakers(Strict):
    """How people differ, in two readings of the games in which each answered often.

    Attributes
    ----------
    steepness, threshold, spread
        One steepness for all, and thresholds normal with this mean and standard deviation.
    kinds
        No shape assumed: threshold, steepness and weight of each kind.
    slip
        The chance that anybody answers against its own mind.
    """

    steepness: Estimate
    threshold: Estimate
    spread: Estimate
    kinds: Annotated[tuple[tuple[float, float, float], ...], Field(min_length=1)]
    slip: Estimate


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
    """Λ(s(g − τ)) with one steepness for all and normal thresholds: value and standard error of each.

    `spread` is the standard deviation of thresholds between people.
    """

    steepness: tuple[float, float]
    threshold: tuple[float, float]
    spread: tuple[float, float]


class WithinRecord(Strict):
    """Every second answer of each person, predicted from that person's others.

    Attributes
    ----------
    kinds
        Scores of the kinds of people, each person's kind learnt from its other answers; better than
        `person` by `kinds.better_than_simpler`.
    person
        Scores of one steepness for all and normal thresholds, each person's threshold learnt likewise;
        better than `population` by `person.better_than_simpler`.
    population
        Scores of the one curve for all, fitted on the same answers.
    """

    kinds: Scores
    person: Scores
    population: Scores


class Bin(NamedTuple):
    """Decisions given about the same probability: that, how many said yes, and how many there were."""

    predicted: float
    accepted: float
    decisions: int


class Rate(NamedTuple):
    """Decisions on about the same gain: its mean, the share that said yes, and how many there were."""

    gain: float
    accepted: float
    decisions: int


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
    steepness: tuple[float, float]
    threshold: tuple[float, float]
    rates: tuple[Rate, ...]
    within_person: WithinPerson | None
    within_check: WithinRecord | None
    scores: dict[str, Scores]


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
        How often the deal reached is worth to both what the rule's pick is; where picks tie, as often as one
        drawn from them would be.
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

    `questions` holds the settings in which people were asked in another way than about offers one by one,
    predicted by the curve of those in which they were.
    """

    settings: tuple[SettingRecord, ...]
    transfers: tuple[TransferRecord, ...]
    questions: tuple[TransferRecord, ...]
    agreements: tuple[AgreementRecord, ...]


class AcceptanceDefaults(Strict):
    """The readings of the human data, how far apart people are, and the record of the fits.

    Attributes
    ----------
    single_offer
        The population's answer to a single offer: of a player whose decision maker may be anybody.
    decision_makers
        How people differ: from these a player's decision maker is drawn.
    earlier_refusals
        What a talk's refusals so far do to a later yes: with n of them, by either side, the argument of the
        logistic function is lower by this times log(1 + n). Not for single deals, and not for bids that are
        overtaken and never answered. None where no talk shows it.
    """

    sources: dict[str, Source]
    single_offer: ThresholdCurve
    decision_makers: DecisionMakers
    earlier_refusals: Estimate | None
    transfer: Text
    record: Record

    @cached_property
    def kinds_of_people(self) -> KindsOfPeople:
        """The distribution from which a decision maker is drawn."""
        threshold, steepness, weight = np.array(self.decision_makers.kinds).T
        order = np.lexsort((steepness, threshold))
        return KindsOfPeople(
            threshold[order],
            steepness[order],
            weight[order] / weight.sum(),
            np.full(len(weight), self.decision_makers.slip.value),
        )


def defaults_data() -> dict[str, Any]:
    """Return the file's content as plain data."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return content


@cache
def acceptance_defaults() -> AcceptanceDefaults:
    """Read the defaults once."""
    return AcceptanceDefaults.model_validate(defaults_data())
