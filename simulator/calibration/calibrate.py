"""All of the calibration in one: fits, held-out scores, and one setting predicting another."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.bootstrap import mean_interval, resamples
from simulator.calibration.agreements import Agreements
from simulator.calibration.answers import counted
from simulator.calibration.decisions import Decisions
from simulator.calibration.fitting import (
    Fit,
    Pooled,
    logistic_fit,
    random_effects_mean,
    threshold_fit,
)
from simulator.calibration.kinds import kinds_of_people
from simulator.calibration.mixed_model import normal_thresholds
from simulator.calibration.rule_distance import rule_test
from simulator.calibration.scoring import (
    compare,
    earlier_refusals,
    held_out,
    predicted,
    rates,
    reliability,
)
from simulator.calibration.within_person import check_within, strangers
from simulator.errors import CalibrationError
from simulator.preferences.curve_defaults import (
    KindsOfPeople,
    Record,
    SettingRecord,
    TransferRecord,
    WithinPerson,
)

ENOUGH_EACH = 5
"""Decisions of one person from which a curve of its own can be told from those of others."""


@dataclass(frozen=True)
class Setting:
    """One data set with what was fitted on it.

    Attributes
    ----------
    population
        Steepness and threshold.
    within
        Steepness, mean threshold and its standard deviation between people; None where people decided
        too seldom to be told apart.
    """

    decisions: Decisions
    population: Fit
    within: Fit | None

    @property
    def direct(self) -> bool:
        """Whether people were asked about offers one by one."""
        return self.decisions.elicitation == "direct"


@dataclass(frozen=True)
class Calibration:
    """What the data support.

    Attributes
    ----------
    population
        Steepness and threshold: the mean over settings in which people were asked about offers one by one.
    within
        Steepness, mean threshold and its standard deviation between people, the mean over settings with
        enough decisions of each; None if none.
    kinds
        How people differ there, with no shape assumed.
    refusals
        How much the logarithm of one more than the refusals so far lowers the argument of the curve, in
        the first talks where that earned its place; None if none.
    record
        What stands behind them, setting by setting, and how well one setting predicts another.
    """

    population: Pooled
    within: Pooled | None
    kinds: KindsOfPeople | None
    refusals: tuple[str, float, float] | None
    record: Record


def calibrate(data: Sequence[Decisions], agreements: Sequence[Agreements] = ()) -> Calibration:
    """Fit and check the acceptance curve on any number of data sets, and the rules on agreements.

    Raises
    ------
    CalibrationError
        If no data set has people asked about offers one by one.
    """
    settings = [_setting(decisions) for decisions in data]
    direct = [setting for setting in settings if setting.direct]
    if not direct:
        raise CalibrationError("No data set holds direct answers to offers.")
    within = [setting for setting in settings if setting.within is not None]
    records = [_record(setting) for setting in settings]
    return Calibration(
        population=random_effects_mean([setting.population for setting in direct]),
        within=random_effects_mean([setting.within for setting in within if setting.within])
        if within
        else None,
        kinds=kinds_of_people([counted(setting.decisions) for setting in within])
        if within
        else None,
        refusals=_refusals(settings, records),
        record=Record(
            settings=tuple(records),
            transfers=tuple(
                _transfer(others, checked)
                for checked in settings
                # A bid that nobody took up is no answer.
                if checked.decisions.elicitation != "implicit"
                and (others := [s for s in direct if s.decisions.talk != checked.decisions.talk])
            ),
            questions=tuple(
                _transfer(direct, checked) for checked in settings if not checked.direct
            ),
            agreements=tuple(rule_test(data_set) for data_set in agreements),
        ),
    )


def _setting(decisions: Decisions) -> Setting:
    often = len(decisions) >= ENOUGH_EACH * decisions.groups
    return Setting(
        decisions,
        threshold_fit(decisions),
        normal_thresholds(counted(decisions)) if often else None,
    )


def _record(setting: Setting) -> SettingRecord:
    decisions, within = setting.decisions, setting.within
    steepness, threshold = setting.population.estimates
    scores = compare(decisions)
    if within is not None:
        scores["kinds_of_people"] = strangers(decisions)
    return SettingRecord(
        name=decisions.setting,
        decisions=len(decisions),
        groups=decisions.groups,
        rate=float(decisions.accepted.mean()),
        elicitation=decisions.elicitation,
        talk=decisions.talk,
        pooled=setting.direct,
        steepness=steepness,
        threshold=threshold,
        rates=rates(decisions),
        within_person=None
        if within is None
        else WithinPerson(
            **dict(zip(("steepness", "threshold", "spread"), within.estimates, strict=True))
        ),
        within_check=None if within is None else check_within(decisions),
        scores=scores,
    )


def _refusals(
    settings: Sequence[Setting], records: Sequence[SettingRecord]
) -> tuple[str, float, float] | None:
    for setting, record in zip(settings, records, strict=True):
        score = record.scores.get("with_earlier_refusals")
        gained = score.better_than_simpler if score else None
        if gained is not None and gained.low > 0:
            decisions = setting.decisions
            fit = logistic_fit(earlier_refusals(decisions), decisions.accepted, decisions.group)
            return (decisions.setting, *fit.estimates[2])
    return None


def _transfer(others: Sequence[Setting], checked: Setting) -> TransferRecord:
    """Predict a setting by the mean curve of others."""
    curve = random_effects_mean([setting.population for setting in others])
    decisions = checked.decisions
    chances = predicted(decisions, *curve.values)
    group = decisions.group
    return TransferRecord(
        fitted_on=tuple(setting.decisions.setting for setting in others),
        checked_on=decisions.setting,
        decisions=len(decisions),
        groups=decisions.groups,
        bias=mean_interval(chances - decisions.accepted, group, resamples(group)),
        scores=held_out(decisions, chances),
        bins=reliability(chances, decisions.accepted),
    )
