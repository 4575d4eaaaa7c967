"""A scenario made ready to be asked: its deal space and everyone's preferences."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.latest import Latest
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.decision_makers import answers_its_own_way
from simulator.preferences.deviates import DRAWS
from simulator.preferences.firm_lines import kept_options
from simulator.preferences.off_grid import off_grid_amounts, with_amounts
from simulator.preferences.outcome_space import Deal, DealSpace
from simulator.preferences.preference_arrays import Preferences, in_draw, preferences, thinned
from simulator.preferences.stakes import lead_spans, own_stakes
from simulator.preferences.uncertainty import AtEstimates, Recorder, Sample
from simulator.scenario.scenario import Scenario

RANGED = DRAWS // 4
"""Draws from which a range is read off: enough for whole percents, and a range takes every kind of people."""
KEPT_MODELS = 4
"""Models with amounts between the steps that are kept, the latest ones."""
Amounts = tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True)
class Placed:
    """A deal in its place: a model whose space holds it, and its positions there, shape (n_issues,)."""

    model: "Model"
    positions: IntArray

    @property
    def deal(self) -> dict[str, float | str]:
        """Its terms, as the space writes them."""
        return self.model.space.deal(self.positions)


@dataclass(frozen=True)
class ByKind:
    """Preferences of players whose decision makers are of one kind after another, in single precision.

    Attributes
    ----------
    preferences
        Where kinds differ, `demanded` has shape (n_kinds, n_draws) and `precision` (n_kinds, 1).
    weight
        The part of people that is of each kind, for each party's house, shape (n_kinds, n_draws), or
        (n_kinds, 1) where nothing has been learned of it; adds up to 1 over kinds.
    """

    preferences: Preferences
    weight: Mapping[str, FloatArray]


@dataclass(frozen=True)
class ChosenDraws:
    """Draws that stand for what is believed once something has been learned (`acceptance.learning`).

    Attributes
    ----------
    index
        Which points of the sample (`uncertainty.drawn_deviates`), some of them several times, shape (DRAWS,).
    kinds
        What is believed of who decides for a party, given each draw of the numbers: the weight of each kind,
        shape (n_kinds, RANGED), for parties of which something has been learned.
    """

    index: IntArray
    kinds: Mapping[str, FloatArray] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Model:
    """A scenario, with its preferences at their values and as draws, each built when first used.

    A model is equal to itself alone, so that what follows from it can be kept by it.

    Attributes
    ----------
    grid
        The model on the steps alone, where this one holds amounts between them.
    off_grid
        Those amounts, by issue.
    chosen
        The draws that it has, where something has been learned; None: the sample as it comes.
    """

    scenario: Scenario
    grid: "Model | None" = None
    off_grid: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    chosen: ChosenDraws | None = None
    _with_deals: "Latest[Amounts, Model]" = field(
        default_factory=partial(Latest, KEPT_MODELS), init=False, repr=False
    )

    @property
    def space(self) -> DealSpace:
        """Every deal that the scenario allows, with continuous issues on their steps."""
        return self.central.space

    @property
    def steps(self) -> "Model":
        """The model on the steps alone; surveys of the whole space are taken on it."""
        return self.grid or self

    @cached_property
    def central(self) -> Preferences:
        """Everyone's preferences with each number at its value: no array has an axis for draws."""
        return in_draw(self.certain, 0)

    @cached_property
    def certain(self) -> Preferences:
        """The same as a sample of one draw."""
        if self.grid is not None:
            return with_amounts(self.scenario, self.grid.certain, AtEstimates(), self.off_grid)
        raw = preferences(self.scenario, AtEstimates(), stakes=self.stakes, spans=self.spans)
        # Anybody may decide: as people answer on average.
        curve = acceptance_defaults().single_offer
        threshold, steepness = np.array([[curve.threshold.value], [curve.steepness.value]])
        return _answering_by(self.scenario, raw, self.stakes, threshold, steepness)

    @cached_property
    def stakes(self) -> Mapping[str, float]:
        """What each player has at stake, in utility: the unit of its gains, at central numbers."""
        if self.grid is not None:
            return self.grid.stakes
        central = in_draw(preferences(self.scenario, AtEstimates(), spans=self.spans), 0)
        return own_stakes(central, kept_options(self.scenario, central.space))

    @cached_property
    def spans(self) -> Mapping[str, float]:
        """By party, the unit of what futures are worth to its lead; empty where no party chooses any."""
        if self.grid is not None:
            return self.grid.spans
        if not self.scenario.choosers:
            return {}
        central = in_draw(preferences(self.scenario, AtEstimates()), 0)
        return lead_spans(central, kept_options(self.scenario, central.space))

    @cached_property
    def reader(self) -> Sample:
        """What reads the scenario's numbers as draws."""
        if self.grid is not None:
            return self.grid.reader
        recorder = Recorder()
        preferences(self.scenario, recorder)
        return Sample(recorder.paths, None if self.chosen is None else self.chosen.index)

    @cached_property
    def sample(self) -> Preferences:
        """Everyone's preferences as draws from the scenario's ranges."""
        if self.grid is not None:
            return with_amounts(self.scenario, self.grid.sample, self.reader, self.off_grid)
        return preferences(self.scenario, self.reader, stakes=self.stakes, spans=self.spans)

    @cached_property
    def by_kind(self) -> ByKind:
        """The draws, with decision makers of every kind; who has a curve in the file keeps it."""
        people = acceptance_defaults().kinds_of_people
        threshold, steepness = (
            kinds[:, None].astype(np.float32) for kinds in (people.threshold, people.steepness)
        )
        part = thinned(self.sample, RANGED)
        drawn = _answering_by(self.scenario, part, self.stakes, threshold, steepness)
        learned = self.chosen.kinds if self.chosen else {}
        prior = people.weight[:, None]
        return ByKind(drawn, {id: learned.get(id, prior) for id in self.scenario.parties})

    def with_draws(self, chosen: ChosenDraws | None) -> "Model":
        """Return the model on the steps alone with other draws; what hangs on none of them stays."""
        made = replace(self.steps, chosen=chosen)
        for central in ("certain", "central", "stakes"):
            made.__dict__[central] = getattr(self.steps, central)
        return made

    def with_deal(self, *deals: Deal) -> "Model":
        """Return a model whose space also has the amounts of some deals that lie between the steps.

        The model itself where it has them all. What the scenario does not allow is left out, so that
        the space complains of it.
        """
        if not off_grid_amounts(self.scenario, self.space, deals):
            return self
        amounts = off_grid_amounts(self.scenario, self.steps.space, deals)
        return self.steps._with_deals.get(
            tuple(amounts.items()), lambda: Model(self.scenario, self.steps, amounts, self.chosen)
        )

    def at(self, deal: Deal) -> Placed:
        """Put a deal in its place, its amounts on the steps or between them.

        Raises
        ------
        DealError
            If the deal lacks a term, or has one that the scenario does not allow.
        """
        model = self.with_deal(deal)
        return Placed(model, model.space.positions(deal))


def _answering_by(
    scenario: Scenario,
    preferences: Preferences,
    stakes: Mapping[str, float],
    threshold: FloatArray,
    steepness: FloatArray,
) -> Preferences:
    """Let every player whose curve no file gives answer by these, of shapes that broadcast to draws.

    In a body people of every kind decide together, whoever they are.
    """
    players = {
        id: player
        if player.body or answers_its_own_way(scenario.players[id].acceptance, scenario.acceptance)
        else replace(
            player,
            demanded=player.reservation.astype(threshold.dtype) + threshold * stakes[id],
            precision=steepness / stakes[id],
        )
        for id, player in preferences.players.items()
    }
    return replace(preferences, players=players)
