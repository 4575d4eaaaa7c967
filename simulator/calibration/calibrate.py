"""All of the calibration in one: fits, held-out scores, and one setting predicting another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.bootstrap import Interval, mean_interval, resamples
from simulator.calibration.agreements import Agreements
from simulator.calibration.closeness import RuleTest, rule_test
from simulator.calibration.decisions import Decisions
from simulator.calibration.fitting import Fit, Pooled, logistic_fit, random_effects_mean
from simulator.calibration.scoring import (
    MODELS,
    Bin,
    HeldOut,
    compare,
    held_out,
    predicted,
    reliability,
)
from simulator.calibration.within import WithinCheck, WithinPerson, check_within, within_person_fit
from simulator.errors import CalibrationError

ENOUGH_EACH = 5
"""Decisions of one person from which a curve of its own can be told from those of others."""


@dataclass(frozen=True)
class Setting:
    """One data set: its size, its fit (β, a), and how the models did on held-out groups.

    `within` and `within_check` are None where people decided too seldom to tell their curves apart.
    `pooled` says whether the setting counts for the population's curve: people were asked about offers
    one by one. `talk` tells negotiations from games of a single offer.
    """

    name: str
    decisions: int
    groups: int
    rate: float
    elicitation: str
    talk: bool
    pooled: bool
    fit: Fit
    scores: dict[str, HeldOut]
    within: WithinPerson | None
    within_check: WithinCheck | None


@dataclass(frozen=True)
class Transfer:
    """A curve fitted on one kind of bargaining, checked on a setting of the other.

    `bias` is the mean predicted probability minus the rate at which offers were accepted. Intervals are
    over the people or talks of the setting that is checked; the curve is taken as it was fitted.
    """

    fitted_on: tuple[str, ...]
    checked_on: str
    decisions: int
    groups: int
    bias: Interval
    scores: HeldOut
    bins: list[Bin]


@dataclass(frozen=True)
class Calibration:
    """What the data support.

    Attributes
    ----------
    precision, disadvantageous
        β and a of a population: the mean over settings.
    within_precision, within_disadvantageous
        β and a within a person, the mean over settings with enough decisions of each; None if none.
    between_people
        Standard deviation between people of the smallest share accepted, the mean over those settings.
    refusals
        How much each earlier refusal in the same talk lowers the curve's argument, and its standard
        error, in the first setting where that earned its place; None elsewhere.
    """

    settings: list[Setting]
    precision: Pooled
    disadvantageous: Pooled
    within_precision: Pooled | None
    within_disadvantageous: Pooled | None
    between_people: float | None
    refusals: tuple[float, float] | None
    transfers: list[Transfer]
    agreements: list[RuleTest]
    """How close each bargaining rule comes to what people agreed on, for each such data set."""


def calibrate(data: Sequence[Decisions], agreements: Sequence[Agreements] = ()) -> Calibration:
    """Fit and check the acceptance curve on any number of data sets, and the rules on agreements.

    Raises
    ------
    CalibrationError
        If no data set has people asked about offers one by one.
    """
    settings = [_setting(each) for each in data]
    pooled = [setting for setting in settings if setting.pooled]
    if not pooled:
        raise CalibrationError("No data set holds direct answers to offers.")
    within = [setting.within for setting in settings if setting.within is not None]
    return Calibration(
        settings=settings,
        precision=_mean(pooled, 0),
        disadvantageous=_mean(pooled, 1),
        within_precision=random_effects_mean(
            [each.precision for each in within], [each.precision_error for each in within]
        )
        if within
        else None,
        within_disadvantageous=random_effects_mean(
            [each.disadvantageous for each in within],
            [each.disadvantageous_error for each in within],
        )
        if within
        else None,
        between_people=float(np.mean([each.threshold_spread for each in within]))
        if within
        else None,
        refusals=_refusals(settings, data),
        transfers=[
            transfer
            for checked, setting in zip(data, settings, strict=True)
            for transfer in _transfer(pooled, setting, checked)
        ],
        agreements=[rule_test(each) for each in agreements],
    )


def _setting(decisions: Decisions) -> Setting:
    design = MODELS["with_inequality"](decisions)
    often = len(decisions) >= ENOUGH_EACH * decisions.groups
    return Setting(
        name=decisions.setting,
        decisions=len(decisions),
        groups=decisions.groups,
        rate=float(decisions.accepted.mean()),
        elicitation=decisions.elicitation,
        talk=decisions.talk,
        pooled=decisions.elicitation == "direct",
        fit=logistic_fit(design, decisions.accepted, decisions.group),
        scores=compare(decisions),
        within=within_person_fit(decisions) if often else None,
        within_check=check_within(decisions) if often else None,
    )


def _refusals(settings: Sequence[Setting], data: Sequence[Decisions]) -> tuple[float, float] | None:
    for setting, decisions in zip(settings, data, strict=True):
        score = setting.scores.get("with_earlier_refusals")
        gained = score.better_than_simpler if score else None
        if gained is not None and gained.low > 0:
            design = MODELS["with_earlier_refusals"](decisions)
            fit = logistic_fit(design, decisions.accepted, decisions.group)
            return float(fit.values[2]), float(fit.errors[2])
    return None


def _mean(settings: Sequence[Setting], coefficient: int) -> Pooled:
    return random_effects_mean(
        [float(setting.fit.values[coefficient]) for setting in settings],
        [float(setting.fit.errors[coefficient]) for setting in settings],
    )


def _transfer(
    pooled: Sequence[Setting], checked: Setting, decisions: Decisions
) -> Iterator[Transfer]:
    """Predict a setting by the mean curve of those of the other kind: talks by games, games by talks.

    A bid that nobody took up is no answer, so such settings are not checked.
    """
    others = [setting for setting in pooled if setting.talk != checked.talk]
    if not others or checked.elicitation == "implicit":
        return
    chances = predicted(decisions, [_mean(others, coefficient).value for coefficient in (0, 1)])
    group = decisions.group
    yield Transfer(
        fitted_on=tuple(setting.name for setting in others),
        checked_on=checked.name,
        decisions=checked.decisions,
        groups=checked.groups,
        bias=mean_interval(chances - decisions.accepted, group, resamples(group)),
        scores=held_out(decisions, chances),
        bins=reliability(chances, decisions.accepted),
    )
