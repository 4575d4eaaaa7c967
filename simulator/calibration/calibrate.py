"""All of the calibration in one: fits, held-out scores, and one setting predicting another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.bootstrap import mean_interval, resamples
from simulator.calibration.agreements import Agreements
from simulator.calibration.decisions import Decisions
from simulator.calibration.fitting import Pooled, logistic_fit, random_effects_mean
from simulator.calibration.mixed_model import check_within, within_person_fit
from simulator.calibration.rule_distance import rule_test
from simulator.calibration.scoring import MODELS, compare, held_out, predicted, reliability
from simulator.errors import CalibrationError
from simulator.preferences.curve_defaults import Record, SettingRecord, TransferRecord

ENOUGH_EACH = 5
"""Decisions of one person from which a curve of its own can be told from those of others."""


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
    record
        What stands behind them, setting by setting, and how well one setting predicts another.
    """

    precision: Pooled
    disadvantageous: Pooled
    within_precision: Pooled | None
    within_disadvantageous: Pooled | None
    between_people: float | None
    record: Record


def calibrate(data: Sequence[Decisions], agreements: Sequence[Agreements] = ()) -> Calibration:
    """Fit and check the acceptance curve on any number of data sets, and the rules on agreements.

    Raises
    ------
    CalibrationError
        If no data set has people asked about offers one by one.
    """
    settings = [_setting(decisions) for decisions in data]
    pooled = [setting for setting in settings if setting.pooled]
    if not pooled:
        raise CalibrationError("No data set holds direct answers to offers.")
    within = [setting.within_person for setting in settings if setting.within_person is not None]
    return Calibration(
        precision=random_effects_mean([setting.precision for setting in pooled]),
        disadvantageous=random_effects_mean([setting.disadvantageous for setting in pooled]),
        within_precision=random_effects_mean(
            [(curve.precision, curve.precision_error) for curve in within]
        )
        if within
        else None,
        within_disadvantageous=random_effects_mean(
            [(curve.disadvantageous, curve.disadvantageous_error) for curve in within]
        )
        if within
        else None,
        between_people=float(np.mean([curve.threshold_spread for curve in within]))
        if within
        else None,
        record=Record(
            earlier_refusals=_refusals(settings, data),
            settings=tuple(settings),
            transfers=tuple(
                transfer
                for checked, setting in zip(data, settings, strict=True)
                for transfer in _transfer(pooled, setting, checked)
            ),
            agreements=tuple(rule_test(data_set) for data_set in agreements),
        ),
    )


def _setting(decisions: Decisions) -> SettingRecord:
    fit = _fit(decisions, "with_inequality")
    often = len(decisions) >= ENOUGH_EACH * decisions.groups
    return SettingRecord(
        name=decisions.setting,
        decisions=len(decisions),
        groups=decisions.groups,
        rate=float(decisions.accepted.mean()),
        elicitation=decisions.elicitation,
        talk=decisions.talk,
        pooled=decisions.elicitation == "direct",
        precision=fit[0],
        disadvantageous=fit[1],
        within_person=within_person_fit(decisions) if often else None,
        within_check=check_within(decisions) if often else None,
        scores=compare(decisions),
    )


def _fit(decisions: Decisions, model: str) -> list[tuple[float, float]]:
    """Return each coefficient with its standard error."""
    fit = logistic_fit(MODELS[model](decisions), decisions.accepted, decisions.group)
    return [
        (float(value), float(error)) for value, error in zip(fit.values, fit.errors, strict=True)
    ]


def _refusals(
    settings: Sequence[SettingRecord], data: Sequence[Decisions]
) -> dict[str, float] | None:
    for setting, decisions in zip(settings, data, strict=True):
        score = setting.scores.get("with_earlier_refusals")
        gained = score.better_than_simpler if score else None
        if gained is not None and gained.low > 0:
            value, error = _fit(decisions, "with_earlier_refusals")[2]
            return {"value": value, "error": error}
    return None


def _transfer(
    pooled: Sequence[SettingRecord], checked: SettingRecord, decisions: Decisions
) -> Iterator[TransferRecord]:
    """Predict a setting by the mean curve of those of the other kind: talks by games, games by talks.

    A bid that nobody took up is no answer, so such settings are not checked.
    """
    others = [setting for setting in pooled if setting.talk != checked.talk]
    if not others or checked.elicitation == "implicit":
        return
    curve = [
        random_effects_mean([setting.precision for setting in others]).value,
        random_effects_mean([setting.disadvantageous for setting in others]).value,
    ]
    chances = predicted(decisions, curve)
    group = decisions.group
    yield TransferRecord(
        fitted_on=tuple(setting.name for setting in others),
        checked_on=checked.name,
        decisions=checked.decisions,
        groups=checked.groups,
        bias=mean_interval(chances - decisions.accepted, group, resamples(group)),
        scores=held_out(decisions, chances),
        bins=reliability(chances, decisions.accepted),
    )
