"""What a class comes to: every table's result beside what could have been had, and all of them together.

All worths are those of the parties' leads, at the estimates' values. A deal that leaves nobody below no
deal is measured against the deals that do the same (the negotiation set of
`simulator.bargaining.survey`); one that leaves someone below it, against every deal. A table without a
deal is measured against the former.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from classroom.records import Everything, State, TableTalks
from simulator.acceptance.acceptance import accept
from simulator.acceptance.evaluation import Likely, likely
from simulator.arrays import TOLERANCE, FloatArray, IntArray
from simulator.bargaining.survey import Survey, survey
from simulator.preferences.firm_lines import kept_options
from simulator.preferences.gains import voter_gains
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.utility import lead_utilities
from simulator.scenario.deals import Option
from simulator.simulation.human.debrief import Landmark, landmarks, left_on_the_table

STATES: tuple[State, ...] = ("deal", "walked", "time", "stopped", "open")
"""In the order in which they are told."""


@dataclass(frozen=True)
class FirstOffer:
    """A side's first offer: seconds of talks when it came, and its worth, shape (n_parties,)."""

    deal: Deal
    worth: FloatArray
    clock: float


@dataclass(frozen=True)
class Acceptances:
    """How likely the model held a deal to be accepted: by all, by each party, by each player."""

    joint: Likely
    parties: Mapping[str, Likely]
    players: Mapping[str, Likely]


@dataclass(frozen=True)
class TableResult:
    """What one table comes to.

    Attributes
    ----------
    number
        What the table is called.
    worth
        What each lead got, the deal or no deal, shape (n_parties,).
    gain
        The same over no deal, shape (n_parties,).
    most
        How much more each could have had while no other got less, shape (n_parties,).
    mutual
        How much more all could have had at once: the largest smallest gain.
    below
        The players with a vote, at home too, whom the deal leaves worse off than no deal.
    crosses
        Whether the deal crosses a red line that is probably real. It is compared with deals that cross none.
    acceptance
        None without a deal.
    offers
        How many were made.
    seconds
        Of talks until the deal; None without one.
    ended
        Seconds of talks when it was over; None while it is open.
    openings
        By party, as far as it made an offer.
    """

    number: int
    state: State
    deal: Deal | None
    worth: FloatArray
    gain: FloatArray
    most: FloatArray
    mutual: float
    below: tuple[str, ...]
    crosses: bool
    acceptance: Acceptances | None
    offers: int
    seconds: float | None
    ended: float | None
    openings: Mapping[str, FirstOffer]

    @property
    def on_frontier(self) -> bool:
        """Whether it is a deal with which nobody could have had more without another having less."""
        return self.deal is not None and not self.crosses and bool((self.most <= TOLERANCE).all())

    @property
    def better_for_all(self) -> bool:
        """Whether it is a deal that brings every lead more than no deal."""
        return self.deal is not None and bool((self.gain > TOLERANCE).all())


@dataclass(frozen=True)
class TermSpread:
    """How often each option of a term was agreed.

    Attributes
    ----------
    options
        The issue's, least first.
    counts
        Deals with each, shape (n_options,).
    real
        The option's place in the deal that was really signed; None where there is none.
    """

    issue: str
    options: tuple[Option, ...]
    counts: IntArray
    real: int | None


@dataclass(frozen=True)
class ClassDebrief:
    """What a class comes to.

    Attributes
    ----------
    title
        The class's.
    parties
        In the order of columns.
    none
        What no deal is worth to each lead, shape (n_parties,).
    seconds
        Of talks in all.
    tables
        By number.
    frontier
        Of the deals that cross no red line which is probably real, those that no other of them is better
        than for all leads, shape (n_deals, n_parties).
    could
        Of the deals that leave nobody, at home either, below no deal and cross no red line that is
        probably real, those that no other of them is better than, shape (n_deals, n_parties); empty
        where there is no such deal.
    size, open
        How many deals there are, and how many of them leave nobody below no deal.
    estimated
        Whether `open` is an estimate.
    landmarks
        Nash, Kalai–Smorodinsky, and what was really signed, where there is such a deal.
    outcomes
        How many tables ended in each way.
    terms
        In the scenario's order.
    median, mean
        Of the deals' worths to each lead, shape (n_parties,); None without deals.
    left
        The median of what the deals left for all; None without deals.
    quick
        The median of seconds to a deal; None without deals.
    """

    title: str
    parties: tuple[str, ...]
    none: FloatArray
    seconds: float
    tables: tuple[TableResult, ...]
    frontier: FloatArray
    could: FloatArray
    size: int
    open: int
    estimated: bool
    landmarks: tuple[Landmark, ...]
    outcomes: Mapping[State, int]
    terms: tuple[TermSpread, ...]
    median: FloatArray | None
    mean: FloatArray | None
    left: float | None
    quick: float | None

    @property
    def deals(self) -> tuple[TableResult, ...]:
        """The tables that signed."""
        return tuple(result for result in self.tables if result.deal is not None)

    @property
    def better_for_all(self) -> int:
        """How many tables signed a deal that brings every lead more than no deal."""
        return sum(result.better_for_all for result in self.tables)


def class_debrief(model: Model, everything: Everything, held: Survey | None = None) -> ClassDebrief:
    """Look back on a class; tables that are still open count as having no deal.

    Parameters
    ----------
    held
        What the deal space holds, where it has been worked out.
    """
    space = held or survey(model)
    columns = model.central.lead_columns
    all_talks = sorted(everything.talks, key=lambda talks: talks.table.number)
    deals = _Deals(model, space, [_agreed(talks) for talks in all_talks])
    tables = tuple(_result(model, deals, n, talks) for n, talks in enumerate(all_talks))
    signed = [result for result in tables if result.deal is not None]
    worths = np.array([result.worth for result in signed])
    marks = landmarks(model, space)
    states = Counter(result.state for result in tables)
    return ClassDebrief(
        title=everything.live.title,
        parties=tuple(model.scenario.parties),
        none=model.central.lead_reservations,
        seconds=everything.live.seconds,
        tables=tables,
        frontier=space.frontier.utilities[:, columns],
        could=space.negotiation_set.utilities[:, columns],
        size=space.size,
        open=space.rational,
        estimated=space.estimated,
        landmarks=marks,
        outcomes={state: states[state] for state in STATES},
        terms=_terms(model, [result.deal for result in signed if result.deal is not None], marks),
        median=np.median(worths, axis=0) if signed else None,
        mean=worths.mean(axis=0) if signed else None,
        left=median(result.mutual for result in signed) if signed else None,
        quick=median(result.seconds for result in signed if result.seconds is not None)
        if signed
        else None,
    )


def _agreed(talks: TableTalks) -> Deal | None:
    agreed = talks.agreed
    return agreed.terms if agreed is not None and talks.table.state == "deal" else None


class _Deals:
    """The tables' deals, valued together, each different one once."""

    def __init__(self, model: Model, space: Survey, deals: Sequence[Deal | None]) -> None:
        self._model = model
        self.none = model.central.lead_reservations
        self._could = space.negotiation_set.utilities[:, model.central.lead_columns]
        self._all = space.frontier.utilities[:, model.central.lead_columns]
        at = [model.space.positions(deal) for deal in deals if deal is not None]
        issues = len(model.space.issues)
        rows, back = np.unique(
            np.array(at, dtype=np.intp).reshape(-1, issues), axis=0, return_inverse=True
        )
        places = iter(back.reshape(-1))
        self._row = [None if deal is None else int(next(places)) for deal in deals]
        kept = kept_options(model.scenario, model.space)
        self._keeps = np.all([np.isin(rows[:, k], kept[k]) for k in range(issues)], axis=0)
        self._worth = lead_utilities(model.central, rows)
        self._gains = dict(
            zip(model.central.voters.players, voter_gains(model.central, rows).T, strict=True)
        )
        self._answer = accept(model.sample, rows, model.by_kind) if len(rows) else None

    def worth(self, n: int) -> FloatArray:
        row = self._row[n]
        return self.none if row is None else np.asarray(self._worth[row])

    def below(self, n: int) -> tuple[str, ...]:
        row = self._row[n]
        if row is None:
            return ()
        return tuple(id for id, gain in self._gains.items() if gain[row] < -TOLERANCE)

    def crosses(self, n: int) -> bool:
        row = self._row[n]
        return row is not None and not bool(self._keeps[row])

    def left(self, n: int) -> tuple[FloatArray, float]:
        others = self._all if self.below(n) else self._could
        most, mutual, _ = left_on_the_table(self.worth(n), others)
        return most, mutual

    def acceptance(self, n: int) -> Acceptances | None:
        row, answer = self._row[n], self._answer
        if row is None or answer is None:
            return None
        return Acceptances(
            likely(answer.joint, row),
            {id: likely(chances, row) for id, chances in answer.parties.items()},
            {id: likely(chances, row) for id, chances in answer.players.items()},
        )


def _result(model: Model, deals: _Deals, n: int, talks: TableTalks) -> TableResult:
    table, deal = talks.table, _agreed(talks)
    most, mutual = deals.left(n)
    return TableResult(
        number=table.number,
        state=table.state,
        deal=deal,
        worth=deals.worth(n),
        gain=deals.worth(n) - deals.none,
        most=most,
        mutual=mutual,
        below=deals.below(n),
        crosses=deals.crosses(n),
        acceptance=deals.acceptance(n),
        offers=len(talks.offers),
        seconds=table.clock if deal is not None else None,
        ended=table.clock,
        openings=_openings(model, talks),
    )


def _openings(model: Model, talks: TableTalks) -> Mapping[str, FirstOffer]:
    openings: dict[str, FirstOffer] = {}
    for offer in talks.offers:
        if offer.party not in openings and offer.terms is not None:
            worth = lead_utilities(model.central, model.space.positions(offer.terms)[None, :])[0]
            openings[offer.party] = FirstOffer(offer.terms, worth, offer.clock)
    return {party: openings[party] for party in model.scenario.parties if party in openings}


def _terms(
    model: Model, deals: Sequence[Deal], marks: Sequence[Landmark]
) -> tuple[TermSpread, ...]:
    real = next((mark.deal for mark in marks if mark.name == "real"), None)
    space = model.space if real is None else model.with_deal(real).space
    signed = [space.positions(deal) for deal in deals]
    at = np.array(signed, dtype=np.intp).reshape(-1, len(space.issues))
    return tuple(
        TermSpread(
            issue,
            space.options[k],
            np.bincount(at[:, k], minlength=space.counts[k]),
            None if real is None else space.position(issue, real[issue]),
        )
        for k, issue in enumerate(space.issues)
    )
