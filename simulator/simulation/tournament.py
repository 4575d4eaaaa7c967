"""Every strategy against every other on one scenario, as in Axelrod's tournaments [Axelrod1984]_."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.preferences.negotiation_model import Model
from simulator.simulation.bidding.strategies import STRATEGIES, BiddingStrategy
from simulator.simulation.monte_carlo import NINETY_FIVE, simulate
from simulator.simulation.phases import PreparedTalks, prepared_talks
from simulator.simulation.plan import Plan, strategy_of

RUNS = 1_024


@dataclass(frozen=True)
class Standing:
    """How a strategy did against all.

    Attributes
    ----------
    mean
        What its talks brought it, 0 to 1, discounted: the mean over every seat, every opponent and
        every run.
    low, high
        The 95 % interval of that mean that chance leaves it.
    agreement
        How often its talks ended in a deal.
    """

    strategy: str
    mean: float
    low: float
    high: float
    agreement: float


@dataclass(frozen=True)
class Tournament:
    """The results; with three or more parties all others play the same strategy.

    Attributes
    ----------
    strategies
        By name, in the order of rows and columns.
    parties
        In the order of seats.
    value
        What the talks brought the lead in a seat that plays the row's strategy while the others play the
        column's, discounted, shape (n_parties, n_strategies, n_strategies).
    error
        The standard error of each.
    agreement
        How often those talks ended in a deal, shape (n_parties, n_strategies, n_strategies).
    ranking
        The best first.
    runs, seed
        Of each pair.
    """

    strategies: tuple[str, ...]
    parties: tuple[str, ...]
    value: FloatArray
    error: FloatArray
    agreement: FloatArray
    ranking: tuple[Standing, ...]
    runs: int
    seed: int


def tournament(
    model: Model,
    plan: Plan,
    strategies: Sequence[str] | Mapping[str, BiddingStrategy] | None = None,
    runs: int = RUNS,
    seed: int = 0,
    prepared: PreparedTalks | None = None,
) -> Tournament:
    """Let every strategy play every other, and itself, in every seat.

    Parameters
    ----------
    plan
        How the talks are held; its own strategies and rules of answering are set aside, each strategy
        answers in its own way.
    strategies
        Which ones, by name; None: all.
    runs
        How many talks for each pair. All pairs meet the same draws of everyone's preferences and the
        same luck.
    """
    *_, (_, result) = play_tournament(model, plan, strategies, runs, seed, prepared)
    assert result is not None
    return result


def play_tournament(
    model: Model,
    plan: Plan,
    strategies: Sequence[str] | Mapping[str, BiddingStrategy] | None = None,
    runs: int = RUNS,
    seed: int = 0,
    prepared: PreparedTalks | None = None,
) -> Iterator[tuple[float, Tournament | None]]:
    """Play a tournament fixture by fixture: yield how much is done, 0 to 1, and at the end the result.

    Whoever stops asking has cancelled the rest.
    """
    entered = _entered(strategies)
    where = prepared or prepared_talks(model, plan.shocks, runs)
    parties = tuple(model.scenario.parties)
    shape = (len(parties), len(entered), len(entered), runs)
    value, signed = np.empty(shape), np.empty(shape, dtype=bool)
    fixtures = list(_fixtures(len(parties), len(entered)))
    for number, (seats, cells) in enumerate(fixtures):
        yield number / len(fixtures), None
        named = [list(entered.values())[k] for k in seats]
        chosen = replace(
            plan,
            strategies=dict(zip(parties, named, strict=True)),
            accepts={id: strategy.accepts for id, strategy in zip(parties, named, strict=True)},
        )
        talks = simulate(model, chosen, runs, seed, where)
        for seat, row, column in cells:
            value[seat, row, column] = talks.value[:, seat]
            signed[seat, row, column] = talks.signed
    yield (
        1.0,
        Tournament(
            strategies=tuple(entered),
            parties=parties,
            value=value.mean(axis=-1),
            error=value.std(axis=-1, ddof=1) / np.sqrt(runs),
            agreement=signed.mean(axis=-1),
            ranking=_ranked(list(entered), value, signed),
            runs=runs,
            seed=seed,
        ),
    )


def _entered(
    strategies: Sequence[str] | Mapping[str, BiddingStrategy] | None,
) -> dict[str, BiddingStrategy]:
    if isinstance(strategies, Mapping):
        return dict(strategies)
    return {name: strategy_of(name) for name in (strategies or STRATEGIES)}


def _fixtures(
    parties: int, strategies: int
) -> Iterator[tuple[tuple[int, ...], list[tuple[int, int, int]]]]:
    """Yield who plays what in each fixture, and the cells (seat, own, others') that it fills."""
    fixtures: dict[tuple[int, ...], list[tuple[int, int, int]]] = {}
    for seat, own, others in product(range(parties), range(strategies), range(strategies)):
        seats = tuple(own if place == seat else others for place in range(parties))
        fixtures.setdefault(seats, []).append((seat, own, others))
    yield from fixtures.items()


def _ranked(names: list[str], value: FloatArray, signed: np.ndarray) -> tuple[Standing, ...]:
    """Rank by the mean; a run's talks share their draw, so the runs are what chance varies."""
    by_run: FloatArray = value.mean(axis=(0, 2))
    mean = by_run.mean(axis=-1)
    half = NINETY_FIVE * by_run.std(axis=-1, ddof=1) / np.sqrt(by_run.shape[-1])
    agreed = signed.mean(axis=(0, 2, 3))
    order: IntArray = np.argsort(-mean, kind="stable")
    return tuple(
        Standing(
            names[k],
            float(mean[k]),
            float(mean[k] - half[k]),
            float(mean[k] + half[k]),
            float(agreed[k]),
        )
        for k in order
    )
