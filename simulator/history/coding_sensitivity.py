"""What in the record tells accepted proposals from refused ones, and what hangs on how it is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod

import numpy as np

from simulator.acceptance.evaluation import evaluate
from simulator.arrays import IntArray
from simulator.history.backtest import model_score
from simulator.history.prediction import (
    Prediction,
    groups,
    known_chances,
    scored_evaluations,
)
from simulator.history.scores import Score, by_group, log_scores
from simulator.preferences.contributions import contributions
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal
from simulator.scenario.rules import broken


@dataclass(frozen=True)
class CodingVariant:
    """The record with one proposal read in another way that the sources allow.

    Attributes
    ----------
    proposal, coding
        Which, by id.
    prediction
        The model's view of the proposal so read.
    score
        The model's score on the whole record so read; None if nothing can be scored.
    """

    proposal: str
    coding: str
    prediction: Prediction
    score: Score | None


def coding_variants(model: Model, predictions: Sequence[Prediction]) -> list[CodingVariant]:
    """Score the record again for every disputed coding, one at a time."""
    variants = []
    for place, before in enumerate(predictions):
        for coding in model.scenario.history[before.id].codings:
            deal = proposal_deal(model.scenario, before.id, coding)
            if deal is None:
                continue
            chance, tabled = known_chances(model, before.id, deal)
            after = replace(before, evaluation=evaluate(model, deal), chance=chance, tabled=tabled)
            record = [*predictions[:place], after, *predictions[place + 1 :]]
            variants.append(CodingVariant(before.id, coding, after, model_score(record)))
    return variants


MAX_READINGS = 64
"""Readings of one proposal that are tried; with more codings than make these, one at a time."""


@dataclass(frozen=True)
class ReadingRange:
    """The model's worst and best score over every combination of readings.

    Attributes
    ----------
    combinations
        How many there are, the main reading among them.
    log, brier
        Lowest and highest mean.
    """

    combinations: int
    log: tuple[float, float]
    brier: tuple[float, float]


def reading_range(model: Model, predictions: Sequence[Prediction]) -> ReadingRange | None:
    """Score the record in every combination of readings; None where nothing can be scored.

    Readings of one proposal are combined where they concern different terms and make a deal that the rules
    allow. Scores add up over proposals, so the extremes are those of each proposal, and no combination
    need be gone through. Texts that are coded alike in their main readings count as one throughout.
    """
    scored = [prediction for prediction in predictions if prediction.scored]
    if not scored:
        return None
    logs, squares = [], []
    for prediction in scored:
        chances = np.array(list(_read(model, prediction)))
        accepted = np.full(len(chances), float(prediction.happened == "accepted"))
        logs.append(log_scores(chances, accepted))
        squares.append((chances - accepted) ** 2)
    return ReadingRange(
        combinations=prod(map(len, logs)),
        log=_extremes(logs, groups(scored)),
        brier=_extremes(squares, groups(scored)),
    )


def _extremes(scores: Sequence[np.ndarray], group: IntArray) -> tuple[float, float]:
    least = np.array([by_reading.min() for by_reading in scores])
    most = np.array([by_reading.max() for by_reading in scores])
    return float(by_group(least, group).mean()), float(by_group(most, group).mean())


def _read(model: Model, prediction: Prediction) -> Iterator[float]:
    """Return the chance that is scored of a proposal, in each of its readings."""
    codings = model.scenario.history[prediction.id].codings
    for together in _compatible({id: set(coding.terms) for id, coding in codings.items()}):
        deal = proposal_deal(model.scenario, prediction.id, *together)
        if deal is not None and not broken(model.scenario.rules, deal):
            yield known_chances(model, prediction.id, deal)[0]


def _compatible(terms: Mapping[str, set[str]]) -> list[tuple[str, ...]]:
    """Return every set of codings of which no two concern the same term, the empty one first."""
    many = 2 ** len(terms) > MAX_READINGS
    return [
        together
        for size in range(2 if many else len(terms) + 1)
        for together in combinations(terms, size)
        if sum(len(terms[id]) for id in together)
        == len(set().union(*(terms[id] for id in together)))
    ]


@dataclass(frozen=True)
class TermDiscrimination:
    """How far a term sets accepted proposals apart from refused ones.

    Attributes
    ----------
    apart
        For each lead, the term's mean contribution among the accepted minus that among the refused, in
        utility, against the status quo or the deal that the scenario starts from.
    moved
        Whether the term differed between any two of the proposals at all.
    """

    issue: str
    apart: Mapping[str, float]
    moved: bool

    @property
    def weight(self) -> float:
        """The largest difference that the term makes to anyone."""
        return max(map(abs, self.apart.values()))


def term_discrimination(
    model: Model, predictions: Sequence[Prediction]
) -> list[TermDiscrimination]:
    """Tell which terms separate what was accepted from what was refused, the widest apart first.

    Empty unless the record holds both.
    """
    evaluations, answers = scored_evaluations(predictions)
    accepted = answers == 1
    if not accepted.any() or accepted.all():
        return []
    deals = [model.space.positions(evaluation.deal) for evaluation in evaluations]
    # Without interactions any reference gives the same differences.
    against = model.space.positions(evaluations[0].against)
    split = {
        lead: np.stack([contributions(model.central.players[lead], at, against) for at in deals])
        for lead in model.central.leads
    }
    terms = [
        TermDiscrimination(
            issue,
            {
                lead: float(parts[accepted, k].mean() - parts[~accepted, k].mean())
                for lead, parts in split.items()
            },
            len({int(deal[k]) for deal in deals}) > 1,
        )
        for k, issue in enumerate(model.space.issues)
    ]
    return sorted(terms, key=lambda term: -term.weight)
