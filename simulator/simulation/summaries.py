"""What is shown of simulated talks: shares by round, by term and by deal, and one run round by round."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.preferences.utility import lead_utilities
from simulator.simulation.monte_carlo import Run, SimulatedTalks
from simulator.simulation.protocol import Ending


def signed_by(talks: SimulatedTalks) -> FloatArray:
    """Return the share of all runs that are signed by each round, shape (n_rounds,)."""
    return np.asarray(np.cumsum(talks.by_round[Ending.AGREED]) / talks.runs)


def median_round(talks: SimulatedTalks) -> float | None:
    """Return the round in which half of the signed talks are signed; None where none are."""
    return float(np.median(talks.round[talks.signed])) if talks.signed.any() else None


def term_shares(talks: SimulatedTalks) -> Mapping[str, FloatArray]:
    """Return by issue how often each option is signed, as a share of the deals, shape (n_options,)."""
    signed = max(1, int(talks.signed.sum()))
    return {issue: counts / signed for issue, counts in talks.terms.items()}


@dataclass(frozen=True)
class SignedDeals:
    """The deals that talks end in, the most frequent first.

    Attributes
    ----------
    rows
        Of the shortlist, shape (n_deals,).
    worth
        To each party's lead at the estimates' values, shape (n_deals, n_parties).
    share
        Of the signed deals, shape (n_deals,); adds up to 1.
    """

    rows: IntArray
    worth: FloatArray
    share: FloatArray


def signed_deals(talks: SimulatedTalks) -> SignedDeals:
    """Gather the deals that talks end in; none where nothing is signed."""
    rows = np.array(list(talks.deals), dtype=np.intp)
    counts = np.array(list(talks.deals.values()), dtype=float)
    central = talks.prepared.phases[0].model.central
    deals = talks.prepared.deals[rows]
    return SignedDeals(rows, lead_utilities(central, deals), counts / max(1.0, counts.sum()))


@dataclass(frozen=True)
class Watched:
    """One run, to be watched round by round.

    Attributes
    ----------
    path
        Its offers.
    places
        Who made each offer, its place among the parties, of length n_offers.
    positions
        Of the offered terms among their issue's options, shape (n_offers, n_issues).
    deals
        The different worths to all parties, in the run's draw, of the deals on the shortlist, rounded to
        three digits, shape (n_deals, n_parties).
    """

    path: Run
    places: tuple[int, ...]
    positions: IntArray
    deals: FloatArray


def watched(talks: SimulatedTalks, run: int) -> Watched:
    """Take one run out of many."""
    path = talks.path(run)
    phase = talks.prepared.phases[0]
    every = talks.prepared.deals
    draw = np.full(len(every), talks.draw[run])
    worth = [phase.worth(view.lead, every, draw) for view in phase.views]
    space = phase.preferences.space
    return Watched(
        path,
        tuple(talks.parties.index(party) for party in path.proposers),
        np.array([space.positions(deal) for deal in path.deals], dtype=np.intp).reshape(
            len(path.deals), len(space.issues)
        ),
        np.unique(np.round(np.stack(worth, axis=1), 3), axis=0),
    )


def runs_that(talks: SimulatedTalks, ending: Ending | None) -> IntArray:
    """Return the runs that end in a certain way, or all, shape (n,)."""
    if ending is None:
        return np.arange(talks.runs)
    return np.flatnonzero(talks.ending == ending)
