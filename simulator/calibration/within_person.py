"""Curves of single people, on answers that they were not fitted on."""

import numpy as np
from scipy.special import expit

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.calibration.answers import counted
from simulator.calibration.decisions import Decisions
from simulator.calibration.fitting import logistic_fit
from simulator.calibration.kinds import kind_chances, kinds_of_people
from simulator.calibration.mixed_model import normal_thresholds, person_chances
from simulator.calibration.scoring import MODELS, by_folds, cross_validated, folds, held_out
from simulator.preferences.curve_defaults import Scores, WithinRecord
from simulator.randomness import ONCE


def check_within(decisions: Decisions) -> WithinRecord:
    """Split each person's answers in two, predict each half from the other, and score all curves."""
    half = _turns(decisions) % 2
    kinds, person, population = (np.empty(len(decisions)) for _ in range(3))
    design = MODELS["with_threshold"](decisions)
    for part in (0, 1):
        known, unseen = half != part, half == part
        answers = counted(decisions, known)
        kinds[unseen] = kind_chances(answers, kinds_of_people([answers]))[unseen]
        person[unseen] = person_chances(answers, normal_thresholds(answers).values)[unseen]
        fit = logistic_fit(design[known], decisions.accepted[known], decisions.group[known])
        population[unseen] = expit(design[unseen] @ fit.values)
    return WithinRecord(
        kinds=held_out(decisions, kinds, person, half),
        person=held_out(decisions, person, population, half),
        population=held_out(decisions, population, fit=half),
    )


def strangers(decisions: Decisions, seed: int = ONCE) -> Scores:
    """Score the average over kinds of people on people of whom nothing is known."""

    def average(known: BoolArray) -> FloatArray:
        return kinds_of_people([counted(decisions, known)]).population_curve(decisions.gain)

    fold = folds(decisions, seed)
    threshold = cross_validated(decisions, MODELS["with_threshold"], seed)
    return held_out(decisions, by_folds(fold, average), threshold, fold, seed)


def _turns(decisions: Decisions) -> IntArray:
    """Number each person's decisions from 0, in the order of the data."""
    order = np.argsort(decisions.group, kind="stable")
    turns = np.empty(len(decisions), int)
    turns[order] = np.concatenate([np.arange(size) for size in np.bincount(decisions.group)])
    return turns
