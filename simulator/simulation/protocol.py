"""Alternating offers with a deadline, in many runs at once.

The parties take turns. A round is one offer and its answer: the deal is agreed when the lead of every
other party accepts. After a refusal the talks may break off; after the last round they have failed.
Round k of T starts at the relative time (k − 1) / (T − 1), so the first offer is made at 0 and the last
at 1. An answer is given at the time of the next round, when the one who answers would make its own
offer; the last answer at 1. (NegMAS counts a step for one offer of each side and puts step s of n at
(s + 1) / (n + 1): its talks never reach 1. `clock` sets other times, such as those.)
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.simulation.acceptance_strategies import ACCEPTANCE_STRATEGIES, OfferInHand
from simulator.simulation.bidding.strategy import BiddingStrategy, View
from simulator.simulation.party_view import SLACK
from simulator.simulation.phases import PreparedTalks
from simulator.simulation.plan import Plan
from simulator.simulation.run_draws import RunDraws
from simulator.simulation.stochastic_acceptance import house_luck, says_yes


class Ending(IntEnum):
    """How talks end."""

    AGREED = 0
    """All leads agreed, and all others said yes."""
    NOT_RATIFIED = 1
    """The leads agreed, and someone at home said no."""
    BROKEN_OFF = 2
    """The talks broke off after a refusal."""
    DEADLINE = 3
    """The last offer was refused."""
    WALKED_OUT = 4
    """Someone left, because no deal would be as good for it as no deal."""


@dataclass(frozen=True)
class Batch:
    """How some runs went.

    Attributes
    ----------
    draw
        Each run's draw of everyone's preferences, shape (n_runs,).
    ending
        An `Ending` each, shape (n_runs,).
    round
        The round in which the run ended, from 1, shape (n_runs,).
    row
        The deal that the leads agreed on, ratified or not, a row of the shortlist, −1 for none,
        shape (n_runs,).
    worth
        To each party's lead what it got at the end, a signed deal or no deal, not discounted, shape
        (n_runs, n_parties).
    value
        The same, its gain or loss against no deal discounted to the first round.
    offers
        The deal offered in each round, rows of the shortlist, −1 after the end, shape
        (n_rounds, n_runs).
    """

    draw: IntArray
    ending: IntArray
    round: IntArray
    row: IntArray
    worth: FloatArray
    value: FloatArray
    offers: NDArray[np.int16]


def clock(rounds: int) -> FloatArray:
    """Return the relative time of each round, and of the last answer, shape (n_rounds + 1,)."""
    return np.append(np.linspace(0, 1, rounds), 1.0)


def negotiate(
    prepared: PreparedTalks,
    plan: Plan,
    draw: IntArray,
    rng: np.random.Generator,
    times: FloatArray | None = None,
) -> Batch:
    """Hold the talks once in every run.

    Parameters
    ----------
    prepared
        The shortlist and everyone's view of it (`simulator.simulation.phases.prepared`).
    draw
        Which draw of the preferences each run takes, shape (n_runs,).
    rng
        For breakdowns, for each house's luck when it decides, and for what strategies leave to chance.
    times
        Relative times; None: those of `clock`.
    """
    run_draws = RunDraws.drawn(prepared, len(draw), rng)
    moments = clock(plan.rounds) if times is None else times
    talks = Negotiation(prepared, plan, draw, run_draws, rng, moments)
    turns = talks.turns()
    move = None
    while True:
        try:
            move = talks.by_strategy(turns.send(move))
        except StopIteration:
            return talks.batch()


@dataclass(frozen=True)
class MoveRequest:
    """Whose move is wanted.

    Attributes
    ----------
    party
        Its place among the parties.
    facing
        The offer that it has to answer, one row for each run; None where it has to make one.
    """

    party: int
    facing: IntArray | None = None


@dataclass
class Negotiation:
    """The state of all runs; `turns` asks for one move after the other, wherever it comes from.

    Attributes
    ----------
    stays
        The place of a party that never leaves of itself; None: each does as soon as nothing is to be had.
    number
        The round, from 0.
    left
        The place of the party that walked out of each run, −1 for none, shape (n_runs,).
    """

    prepared: PreparedTalks
    plan: Plan
    draw: IntArray
    run_draws: RunDraws
    rng: np.random.Generator
    times: FloatArray
    stays: int | None = None
    number: int = 0
    offers: list[IntArray] = field(default_factory=list)
    proposers: tuple[int, ...] = ()
    counter: IntArray | None = None
    """What the next party is about to offer, once it has answered."""

    def __post_init__(self) -> None:
        runs, parties = len(self.draw), len(self.plan.strategies)
        self.parties = list(self.prepared.phases[0].preferences.parties)
        self.first = self.parties.index(self.plan.opens)
        self.open = np.ones(runs, dtype=bool)
        self.ending = np.full(runs, Ending.DEADLINE, dtype=np.intp)
        self.round = np.full(runs, self.plan.rounds, dtype=np.intp)
        self.row = np.full(runs, -1, dtype=np.intp)
        self.left = np.full(runs, -1, dtype=np.intp)
        self.worth = np.zeros((runs, parties))
        self.discount = np.ones((runs, parties))
        self.value = np.zeros((runs, parties))
        self.seen = np.zeros((parties, runs, len(self.prepared.deals)), dtype=bool)
        self.different = np.zeros((parties, runs), dtype=np.intp)
        self.phase = self.prepared.phases[0]
        self.retained: list[FloatArray] = []

    def turns(self) -> Generator[MoveRequest, Any, None]:
        """Hold the talks: yield each turn and take the move, for all runs, until none is open.

        An offer is one row for each run, shape (n_runs,), an answer whether it accepts in each.
        """
        for number in range(self.plan.rounds):
            self.number = number
            self._enter()
            if self.open.any():
                yield from self._round()
            if not self.open.any():
                return
        self._close(self.open, Ending.DEADLINE)

    def _round(self) -> Generator[MoveRequest, Any, None]:
        me = (self.first + self.number) % len(self.parties)
        offer = yield MoveRequest(me)
        self._put(me, offer)
        agreed = self.open
        for step in range(1, len(self.parties)):
            agreed = agreed & (yield MoveRequest((me + step) % len(self.parties), offer))
        self._close(agreed, Ending.AGREED, offer)
        if self.number + 1 < self.plan.rounds:
            broken = self.rng.random(len(self.draw)) < self.breakdown
            self._close(self.open & broken, Ending.BROKEN_OFF)
        self.discount *= np.stack(self.patience, axis=1)

    def _enter(self) -> None:
        """Take in what changes in this round; whoever can gain nothing any more walks out."""
        phase = self.prepared.at(self.number + 1)
        if self.number and phase is self.phase:
            return
        self.phase, self.counter = phase, None
        self.breakdown = self.run_draws.breakdown(phase, self.plan)
        self.patience = [self.run_draws.patience(phase, self.plan, id) for id in self.parties]
        for place, view in enumerate(phase.views):
            hopeless = view.best + SLACK < view.reservation
            if place != self.stays:
                self.leave(place, self.open & hopeless[self.draw])

    def leave(self, place: int, which: BoolArray) -> None:
        """Let a party walk out of some runs."""
        self.left[which] = place
        self._close(which, Ending.WALKED_OUT)

    def by_strategy(self, turn: MoveRequest) -> IntArray | BoolArray:
        """Move as the party's strategy does."""
        return (
            self.offer(turn.party) if turn.facing is None else self.answer(turn.party, turn.facing)
        )

    def offer(self, me: int) -> IntArray:
        """Return what a party's strategy offers, one row for each run."""
        ready, self.counter = self.counter, None
        return self._strategy(me).offer(self.view(me, self.number)) if ready is None else ready

    def answer(self, other: int, offer: IntArray) -> BoolArray:
        """Tell in which runs one lead accepts; whoever is next prepares its own offer meanwhile."""
        view, strategy = self.view(other, self.number + 1), self._strategy(other)
        counter = strategy.offer(view)
        if other == (self.first + self.number + 1) % len(self.parties):
            self.counter = counter
        in_hand = OfferInHand(
            view, strategy, offer, counter,
            retained=self.patience[other] * (1 - self.breakdown),
            last=self.number + 1 == self.plan.rounds,
            consent=partial(
                self.consents, self.phase.views[other].lead, np.arange(len(self.draw)), offer
            ),
        )  # fmt: skip
        return ACCEPTANCE_STRATEGIES[self.plan.accepts[self.parties[other]]](in_hand)

    def _put(self, me: int, offer: IntArray) -> None:
        runs = np.arange(len(self.draw))
        self.different[me] += ~self.seen[me, runs, offer]
        self.seen[me, runs, offer] = True
        self.offers.append(np.where(self.open, offer, -1))
        self.proposers = (*self.proposers, me)

    def _close(self, which: BoolArray, ending: Ending, offer: IntArray | None = None) -> None:
        """End some runs: with what no deal is worth to everyone, unless a deal is signed."""
        if not which.any():
            return
        self.open = self.open & ~which
        runs = np.flatnonzero(which)
        self.ending[runs] = ending
        self.round[runs] = self.number + 1
        for place, view in enumerate(self.phase.views):
            self.worth[runs, place] = view.reservation[self.draw[runs]]
        self.value[runs] = self.worth[runs]
        if offer is not None:
            self._sign(runs, offer[runs])

    def _sign(self, runs: IntArray, offer: IntArray) -> None:
        """Ask everyone at home who has a vote; where all say yes, hand out what the deal is worth."""
        self.row[runs] = offer
        signed = np.ones(len(runs), dtype=bool)
        for id in self.phase.preferences.voters.players if self.plan.ratified else ():
            if id not in self.phase.preferences.leads:
                signed &= self.consents(id, runs, offer)
        self.ending[runs[~signed]] = Ending.NOT_RATIFIED
        runs, deals = runs[signed], self.prepared.deals[offer[signed]]
        for place, view in enumerate(self.phase.views):
            none = view.reservation[self.draw[runs]]
            gain = self.phase.worth(view.lead, deals, self.draw[runs]) - none
            self.worth[runs, place] = none + gain
            self.value[runs, place] = none + self.discount[runs, place] * gain

    def consents(self, id: str, runs: IntArray, offer: IntArray) -> BoolArray:
        """Tell in which of some runs a player says yes to the offer made in each."""
        preferences, deals, draw = (
            self.phase.preferences,
            self.prepared.deals[offer],
            self.draw[runs],
        )
        lead = preferences.house(id)[0]
        luck = house_luck(
            preferences.players[lead], deals, draw, self.run_draws.luck[lead][runs],
            self.prepared.red_line_draws_of(lead),
        )  # fmt: skip
        return says_yes(preferences, id, deals, draw, luck)

    def _strategy(self, party: int) -> BiddingStrategy:
        return self.plan.strategies[self.parties[party]]

    def view(self, party: int, number: int) -> View:
        """Show what a party knows in a round, from 0."""
        others = [k for k in range(len(self.parties)) if k != party]
        turns = len(
            range((party - self.first) % len(self.parties), self.plan.rounds, len(self.parties))
        )
        return View(
            tables=self.phase.views[party],
            draw=self.draw,
            time=float(self.times[number]),
            turns=max(1, turns),
            offers=self.offers,
            proposers=self.proposers,
            me=party,
            sent=self.different[party],
            received=self.different[others].min(axis=0),
            rng=self.rng,
        )  # fmt: skip

    def batch(self) -> Batch:
        """Hand over how all runs went."""
        offers = np.full((self.plan.rounds, len(self.draw)), -1, dtype=np.int16)
        if self.offers:
            offers[: len(self.offers)] = np.stack(self.offers)
        return Batch(self.draw, self.ending, self.round, self.row, self.worth, self.value, offers)
