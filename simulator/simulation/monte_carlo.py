"""Whole negotiations by the thousand: how many end in a deal, when, and on what terms."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.preferences.negotiation_model import Model
from simulator.simulation.phases import PreparedTalks, prepared_talks
from simulator.simulation.plan import Plan, TalksError
from simulator.simulation.protocol import Batch, Ending, negotiate

RUNS = 10_000
BLOCK = 2_048
"""How many runs are held at once, and after how many a result is handed out."""
BY_RUN = {field.name: 0 for field in fields(Batch)} | {"offers": 1}
"""Along which axis of a batch's arrays the runs lie."""
NINETY_FIVE = float(ndtri(0.975))


@dataclass(frozen=True)
class EstimatedShare:
    """A share of runs, and its 95 % interval (Wilson's [Wilson1927]_)."""

    value: float
    low: float
    high: float


def share_of(share: float, runs: float) -> EstimatedShare:
    """Return a share of so many independent runs with the range that chance alone leaves it."""
    z = NINETY_FIVE
    centre = (share + z**2 / (2 * runs)) / (1 + z**2 / runs)
    half = z / (1 + z**2 / runs) * np.sqrt(share * (1 - share) / runs + z**2 / (4 * runs**2))
    low, high = float(centre - half), float(centre + half)
    return EstimatedShare(share, max(0.0, min(low, share)), min(1.0, max(high, share)))


@dataclass(frozen=True)
class Run:
    """One run, round by round.

    Attributes
    ----------
    proposers
        The party that made each offer, of length n_offers.
    deals
        The terms of each.
    worth
        What each offer is worth to each party's lead, in the preferences that the run drew, shape
        (n_offers, n_parties).
    reservation
        What no deal is worth to each at that time, shape (n_offers, n_parties).
    ending
        How the talks ended, after the last of the offers.
    """

    proposers: tuple[str, ...]
    deals: tuple[dict[str, float | str], ...]
    worth: FloatArray
    reservation: FloatArray
    ending: Ending


@dataclass(frozen=True)
class SimulatedTalks(Batch):
    """Many runs of the same talks; the arrays are those of a `Batch`.

    Attributes
    ----------
    prepared, plan, seed
        How they were held, so that they can be held again.
    """

    prepared: PreparedTalks
    plan: Plan
    seed: int

    @property
    def runs(self) -> int:
        """How many there are."""
        return len(self.draw)

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties, in the order of the columns."""
        return tuple(self.prepared.phases[0].preferences.parties)

    @cached_property
    def signed(self) -> BoolArray:
        """Which runs end in a deal that everyone signs, shape (n_runs,)."""
        return np.asarray(self.ending == Ending.AGREED)

    @cached_property
    def agreement(self) -> EstimatedShare:
        """How often the talks end in a deal."""
        return self.endings[Ending.AGREED]

    @cached_property
    def endings(self) -> Mapping[Ending, EstimatedShare]:
        """How often the talks end in which way; the shares add up to 1."""
        return {ending: self._share(self.ending == ending) for ending in Ending}

    def _share(self, which: BoolArray) -> EstimatedShare:
        """Return a share of the runs; those that share a draw of the preferences are not independent.

        Wilson's interval is that of as many independent runs as would have the standard error that the
        means of the draws have.
        """
        share, draws = float(which.mean()), self.prepared.draws
        if self.runs <= draws or share in (0.0, 1.0):
            return share_of(share, min(self.runs, draws))
        by_draw = np.bincount(self.draw, weights=which) / np.bincount(self.draw)
        variance = float(by_draw.var(ddof=1)) / draws
        counted = share * (1 - share) / variance if variance > 0 else self.runs
        return share_of(share, min(self.runs, max(draws, counted)))

    @cached_property
    def by_round(self) -> Mapping[Ending, IntArray]:
        """How many runs end in which way in each round, each of shape (n_rounds,)."""
        return {
            ending: np.bincount(self.round[self.ending == ending] - 1, minlength=self.plan.rounds)
            for ending in Ending
        }

    @cached_property
    def deals(self) -> Mapping[int, int]:
        """How often each deal is signed, by its row of the shortlist, the most frequent first."""
        rows, counts = np.unique(self.row[self.signed], return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return {int(rows[k]): int(counts[k]) for k in order}

    @cached_property
    def terms(self) -> Mapping[str, IntArray]:
        """By issue, how often each option is signed, shape (n_options,)."""
        space = self.prepared.phases[0].preferences.space
        signed = self.prepared.deals[self.row[self.signed]]
        return {
            issue: np.bincount(signed[:, k], minlength=count)
            for k, (issue, count) in enumerate(zip(space.issues, space.counts, strict=True))
        }

    def deal(self, row: int) -> dict[str, float | str]:
        """Return the terms in a row of the shortlist."""
        return self.prepared.phases[0].preferences.space.deal(self.prepared.deals[row])

    def worth_of(self, party: str, level: float | None = None) -> float:
        """Return what the talks bring a party's lead, deal or not, not discounted.

        Parameters
        ----------
        level
            A quantile, 0 to 1; None: the mean.
        """
        column = self.worth[:, self.parties.index(party)]
        return float(column.mean() if level is None else np.quantile(column, level))

    def path(self, run: int) -> Run:
        """Return one run, to watch it unfold."""
        rows = self.offers[: self.round[run], run]
        rows = rows[rows >= 0]
        phases = [self.prepared.at(number + 1) for number in range(len(rows))]
        draw = self.draw[run]
        first = self.parties.index(self.plan.opens)
        worth = [
            [
                float(phase.worth(view.lead, self.prepared.deals[[row]], draw[None])[0])
                for view in phase.views
            ]
            for phase, row in zip(phases, rows, strict=True)
        ]
        none = [[float(view.reservation[draw]) for view in phase.views] for phase in phases]
        return Run(
            tuple(self.parties[(first + k) % len(self.parties)] for k in range(len(rows))),
            tuple(self.deal(int(row)) for row in rows),
            np.array(worth).reshape(len(rows), -1),
            np.array(none).reshape(len(rows), -1),
            Ending(int(self.ending[run])),
        )


def simulated_blocks(
    prepared: PreparedTalks, plan: Plan, runs: int = RUNS, seed: int = 0
) -> Iterator[SimulatedTalks]:
    """Hold talks block by block; each result has all runs so far, the last one all.

    Whoever stops asking has cancelled the rest. The first runs are the same however many there are.

    Raises
    ------
    TalksError
        If the talks are prepared for other shocks.
    """
    if prepared.shocks != plan.shocks:
        raise TalksError("These talks are prepared for other shocks than those of the plan.")
    # Each array is made once, as long as it will be; what is handed out shows its beginning.
    by_name: dict[str, NDArray[Any]] = {}
    for start in range(0, runs, BLOCK):
        stop = min(start + BLOCK, runs)
        rng = np.random.default_rng([seed, start // BLOCK])
        part = negotiate(prepared, plan, np.arange(start, stop) % prepared.draws, rng)
        for name in BY_RUN:
            new = np.moveaxis(getattr(part, name), BY_RUN[name], 0)
            if not start:
                by_name[name] = np.empty((runs, *new.shape[1:]), new.dtype)
            by_name[name][start:stop] = new
        so_far = {name: np.moveaxis(by_name[name][:stop], 0, BY_RUN[name]) for name in BY_RUN}
        yield SimulatedTalks(**so_far, prepared=prepared, plan=plan, seed=seed)


def simulate(
    model: Model,
    plan: Plan,
    runs: int = RUNS,
    seed: int = 0,
    prepared: PreparedTalks | None = None,
) -> SimulatedTalks:
    """Hold talks many times over the scenario's uncertainty.

    Parameters
    ----------
    runs
        How many times. Each takes the next of the model's draws of everyone's preferences; what
        chance does during the talks is drawn anew in each.
    prepared
        Talks prepared for the plan's shocks, if there are some already.
    """
    where = prepared or prepared_talks(model, plan.shocks, runs)
    return deque(simulated_blocks(where, plan, runs, seed), maxlen=1).pop()
