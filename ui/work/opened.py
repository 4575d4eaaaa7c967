"""A scenario as someone looks at it, with what follows from it: each part worked out once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from math import isqrt
from pathlib import Path as FilePath

import numpy as np

from simulator.acceptance.acceptance_map import acceptance_map
from simulator.arrays import FloatArray
from simulator.bargaining.feasibility import FeasibilityChanges, feasibility_changes
from simulator.bargaining.outcome_density import OutcomeDensity, outcome_density
from simulator.bargaining.survey import Survey, survey
from simulator.explain.learning import answers_by_day, what_changed
from simulator.explain.review import Remark, remarks
from simulator.games.demand_game import StanceGame, demand_game
from simulator.history.agreed_terms import AgreedTerms, agreed_terms
from simulator.history.backtest import Backtest, backtest
from simulator.history.coding_sensitivity import (
    CodingVariant,
    ReadingRange,
    TermDiscrimination,
    coding_variants,
    reading_range,
    term_discrimination,
)
from simulator.history.hindsight import resting_on_later
from simulator.history.known_answers import learned_elsewhere
from simulator.history.path import HistoryPath, history_path
from simulator.history.prediction import Prediction
from simulator.history.prequential import prequential
from simulator.history.responses import Answer, answers
from simulator.history.score_test import ScoreTest, score_test
from simulator.history.stated_reasons import StatedReason, stated_reasons
from simulator.history.terms import TermPath, term_paths
from simulator.latest import Latest
from simulator.preferences.negotiation_model import ChosenDraws, Model
from simulator.preferences.outcome_space import Deal, DealSpace
from simulator.preferences.restricted import restricted
from simulator.recommendation.counter_offers import NextMoves
from simulator.scenario.deals import start_deal
from simulator.scenario.editing import edited
from simulator.scenario.reading.loading import (
    ScenarioDocument,
    extended,
    load_document,
    read_document,
)
from simulator.scenario.scenario import Scenario

SCENARIOS = FilePath(__file__).parents[2] / "scenarios"

DEALS_KEPT = 4
"""How many answers about deals on the table are kept for each scenario."""
MAPPED = 41
"""Options of an issue, and the deal's own, that the map shows at most."""
CELLS = 3_600
"""Cells of the map times players, at the most: it is drawn anew at each move of a slider."""
AGREED = 10_000
"""Deals to be agreed on by sides that look ahead, up to which that takes half a second."""
DENSITIES_KEPT = 60
"""Pairs of players for which all deals stay counted."""
Edits = tuple[tuple[tuple[str, ...], float], ...]
Case = tuple[str, str | None, Edits, float, str]
"""A scenario by its name, with its text where it is not of the folder, the numbers changed, when its
file was written, and the last day whose real answers are known (in ISO form; empty: none are)."""


@dataclass(frozen=True)
class Learning:
    """What the real answers known so far have taught.

    Attributes
    ----------
    chosen
        The draws that stand for it; None: those of the file.
    changed
        What is believed now and was not before, in a sentence.
    effective, weighed
        How many independent draws are left, of how many.
    """

    chosen: ChosenDraws | None
    changed: str
    effective: float
    weighed: int


@dataclass(frozen=True)
class Opened:
    """A scenario as someone looks at it: the file, the numbers changed, and what follows."""

    document: ScenarioDocument
    original: ScenarioDocument
    filed: Model
    case: Case = ("", None, (), 0.0, "")
    _moves: Latest[tuple[object, ...], NextMoves] = field(
        default_factory=partial(Latest, DEALS_KEPT), init=False, repr=False, compare=False
    )
    _feasibility: Latest[tuple[object, ...], FeasibilityChanges | None] = field(
        default_factory=partial(Latest, DEALS_KEPT), init=False, repr=False, compare=False
    )
    _densities: Latest[tuple[str, str], OutcomeDensity] = field(
        default_factory=partial(Latest, DENSITIES_KEPT), init=False, repr=False, compare=False
    )

    @property
    def scenario(self) -> Scenario:
        """The scenario with the numbers changed."""
        return self.filed.scenario

    @cached_property
    def learning(self) -> Learning | None:
        """What the answers known so far have taught; None where none are to be known.

        The draws of a variant are those that the answers leave in the circumstances in which they were
        given: the same people on another day.
        """
        if not self.case[-1]:
            return None
        until, then = date.fromisoformat(self.case[-1]), extended(self.document, SCENARIOS)
        answered_in = self.filed if then is self.document else Model(then.scenario)
        learned = learned_elsewhere(self.filed, answered_in, until)
        return Learning(
            learned.model.chosen,
            what_changed(answered_in, learned, until),
            learned.effective,
            learned.weighed,
        )

    @cached_property
    def model(self) -> Model:
        """The scenario ready to be asked, knowing the answers so far; without any it is `filed`.

        The record (`backtest` and what goes with it) is always judged by `filed`.
        """
        learning = self.learning
        if learning is None or learning.chosen is None:
            return self.filed
        return self.filed.with_draws(learning.chosen)

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return which parts have not been worked out yet."""
        return tuple(name for name in names if name not in self.__dict__)

    def take(self, parts: Mapping[str, object]) -> None:
        """Take in parts that were worked out elsewhere, by the names of the properties."""
        self.__dict__.update(parts)

    @cached_property
    def survey(self) -> Survey:
        """What the deal space holds."""
        return survey(self.filed)

    @cached_property
    def resting_on_later(self) -> int:
        """How many numbers rest only on sources from after the scenario's day."""
        return len(resting_on_later(self.scenario))

    @cached_property
    def answers_by_day(self) -> dict[date, str]:
        """The answers that became known on each day."""
        return answers_by_day(self.scenario)

    @cached_property
    def remarks(self) -> list[Remark]:
        """What its author may want to look at again."""
        return remarks(self.model, self.survey)

    @cached_property
    def backtest(self) -> Backtest:
        """The model's view of the real proposals."""
        return backtest(self.filed)

    @cached_property
    def shown_predictions(self) -> tuple[Prediction, ...]:
        """The same, or, if answers are known, each text knowing those before it and no later ones."""
        plain = self.backtest.predictions
        if self.learning is None or "extends" in self.document.own:
            return plain
        scored = [prediction for prediction in plain if prediction.scored]
        until = date.fromisoformat(self.case[-1])
        learning = {one.id: one.evaluation for one in prequential(self.filed, scored, until)}
        return tuple(
            replace(one, evaluation=learning[one.id]) if one.id in learning else one
            for one in plain
        )

    @cached_property
    def coding_variants(self) -> list[CodingVariant]:
        """The score with each disputed coding."""
        return coding_variants(self.filed, self.backtest.predictions)

    @cached_property
    def reading_range(self) -> ReadingRange | None:
        """The score over every combination of disputed codings."""
        return reading_range(self.filed, self.backtest.predictions)

    @cached_property
    def score_test(self) -> ScoreTest | None:
        """The score beside what the model's own probabilities promise."""
        return score_test(self.backtest.predictions)

    @cached_property
    def agreed_terms(self) -> AgreedTerms | None:
        """The terms really agreed, beside what talks and solution concepts lead to."""
        return agreed_terms(self.filed, self.survey)

    @cached_property
    def answers(self) -> list[Answer]:
        """What single players answered, where the record has it."""
        return answers(self.filed, self.backtest.predictions)

    @cached_property
    def stated_reasons(self) -> list[StatedReason]:
        """The model's reasons beside what the sides said."""
        return stated_reasons(self.scenario, self.backtest.predictions)

    @cached_property
    def term_paths(self) -> list[TermPath]:
        """Every term through the scored proposals."""
        return term_paths(self.filed, self.backtest.predictions)

    @cached_property
    def history_path(self) -> HistoryPath:
        """How likely what really happened was, step by step."""
        return history_path(self.filed)

    @cached_property
    def term_discrimination(self) -> list[TermDiscrimination]:
        """What tells accepted proposals from refused ones."""
        return term_discrimination(self.filed, self.backtest.predictions)

    def next_moves(self, deal: Deal, locked: frozenset[str]) -> NextMoves:
        """What could be offered instead of a deal; the latest are kept, with what they worked out."""
        key = (tuple(sorted(deal.items())), locked)
        return self._moves.get(key, lambda: NextMoves(self.model, dict(deal), locked))

    def feasibility_changes(
        self, deal: Deal, locked: frozenset[str], moved: frozenset[tuple[str, ...]]
    ) -> FeasibilityChanges | None:
        """What would open a deal; with nothing locked the same whatever lies on the table."""
        if not locked:
            deal = start_deal(self.scenario)
        key = (tuple(sorted(deal.items())), locked, moved)
        return self._feasibility.get(
            key, lambda: feasibility_changes(self.model, deal, locked, moved)
        )

    @cached_property
    def demand_game(self) -> StanceGame | None:
        """The game of the parties' stances."""
        return demand_game(self.model, self.survey)

    def outcome_density(self, first: str, second: str) -> OutcomeDensity:
        """All deals by what they are worth to two players."""
        return self._densities.get(
            (first, second), lambda: outcome_density(self.model, first, second)
        )

    def map(self, deal: Deal, rows: str, columns: str) -> tuple[FloatArray, DealSpace]:
        """The likely acceptance over two issues, and the options that it is worked out for.

        Those of the space with the deal's own amounts, or so many of them, evenly, as a screen can show.
        """
        placed = self.model.at(deal)
        space, here = placed.model.space, placed.positions
        row, column = (space.issues.index(issue) for issue in (rows, columns))
        options = [np.array([at]) for at in here]
        cells = CELLS // len(self.scenario.players)
        # Where one issue has few options there is room for more of the other.
        few = min(space.counts[row], space.counts[column], isqrt(cells))
        most = min(MAPPED, cells // few)
        for k in (row, column):
            evenly = np.linspace(0, space.counts[k] - 1, min(space.counts[k], most)).round()
            options[k] = np.union1d(evenly.astype(np.intp), here[k])
        part = restricted(placed.model.sample, options)
        at = np.array([np.searchsorted(stay, k) for stay, k in zip(options, here, strict=True)])
        return np.asarray(acceptance_map(part, at, row, column)), part.space


def read(name: str, text: str | None, edits: Edits) -> tuple[ScenarioDocument, ScenarioDocument]:
    """Return a scenario of the folder, or one given as text, as it is filed and with numbers changed.

    Raises
    ------
    ScenarioError
        If the file, or the changed numbers, break a rule of the format.
    """
    original = (
        load_document(SCENARIOS / f"{name}.yaml")
        if text is None
        else read_document(text, name, SCENARIOS)
    )
    return original, edited(original, dict(edits))
