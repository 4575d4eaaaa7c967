"""How a simulated student haggles: what it knows, what it is like, and what it does next.

It asks for its best first and for less as time goes by, as people do [Faratin1998]_: down
to a little more than no deal is worth to it. It takes an offer that is as good as what it would ask for
next. Of the deals that are worth to it what it asks for, it offers those that it thinks good for the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from classroom.records import Move, TableTalks
from classroom.service.rules import consents, standing
from classroom.simulated.known_deals import known_deals
from simulator.arrays import FloatArray, IntArray
from simulator.bargaining.survey import Deals
from simulator.latest import Latest
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal, DealSpace
from simulator.preferences.utility import utilities
from simulator.randomness import STUDENTS
from simulator.simulation.human.brief import Brief, brief

Act = tuple[Literal["offer"], Deal, str] | tuple[Literal["accept"], int] | tuple[Literal["walk"]]
"""An offer comes with a note, an acceptance with the offer's id."""

NOTES = {
    "first": ("This is where I begin.", "A first idea.", "What do you think of this?"),
    "later": (
        "I have moved a little.",
        "Could you live with this?",
        "What matters most to you here?",
        "What would you change?",
    ),
    "late": ("Not much time left.", "I can hardly go further.", "Shall we settle on this?"),
}
LATE = 0.85
"""The fraction of the time from which it is late."""
MOST_KNOWN = 400
"""Good deals that it has in mind."""
NEARBY = 600
"""Deals beside those: people do not only offer what is efficient."""
MODELS = 40
"""Scenarios of which it is kept."""
STEP = 0.08
"""What is a step: this part of what a deal can be worth to it beyond no deal."""


@dataclass(frozen=True)
class Persona:
    """What a simulated student is like.

    Attributes
    ----------
    exponent
        How its demands fall with time: above 1 late, below 1 early.
    floor
        What it still asks for at the end: this part of what it could gain over no deal.
    yields
        The fraction of the time from which it takes whatever is clearly better than no deal; above
        1: never.
    leaves
        Whether it walks away when nothing on the table is better for it than no deal.
    careless
        How much it leaves to chance which deal it offers; 1: as much as it thinks of the others.
    talkative
        How often it writes a note, 0 to 1.
    """

    seed: int
    exponent: float
    floor: float
    yields: float
    leaves: bool
    careless: float
    talkative: float


def persona(seed: int) -> Persona:
    """Draw what a student is like; the same seed is the same student."""
    rng = np.random.default_rng([STUDENTS, seed])
    stubborn = rng.random() < 0.2
    return Persona(
        seed=seed,
        exponent=float(np.exp(rng.uniform(np.log(0.35), np.log(2.2)))),
        floor=float(rng.uniform(0.5, 0.7) if stubborn else rng.uniform(0.04, 0.2)),
        yields=2.0 if stubborn else float(rng.uniform(0.82, 0.93)),
        leaves=bool(rng.random() < 0.3),
        careless=float(rng.uniform(0.3, 1.5)),
        talkative=float(rng.uniform(0.0, 0.5)),
    )


@dataclass(frozen=True)
class Outlook:
    """What a party's student has in mind: its own brief, and an idea of the others.

    Attributes
    ----------
    positions
        The deals it thinks of, shape (n_deals, n_issues).
    own
        What each is worth to it, shape (n_deals,).
    others
        How well it thinks the worst-off other party fares with each, from no deal, 0, to all that it
        could have, 1; shape (n_deals,).
    top
        The most it can hope for if the others are to do no worse than without a deal.
    hopeful
        Whether there seems to be a deal that is better for all than none.
    """

    brief: Brief
    positions: IntArray
    own: FloatArray
    others: FloatArray
    top: float
    hopeful: bool

    @property
    def range(self) -> float:
        """What there is to gain over no deal."""
        return max(self.top - self.brief.none, 1e-6)

    def takes(self, deal: Deal, wanted: float) -> bool:
        """Say whether a deal is worth what is wanted, and crosses no red line of its own."""
        return self.brief.worth(deal) >= wanted and not self.brief.crossed(deal)


def outlook(model: Model, party: str) -> Outlook:
    """Return what a party's student has in mind; what deals there are is worked out once."""
    return _kept.get(model, lambda: _outlooks(model))[party]


def next_act(model: Model, party: str, talks: TableTalks, gone: float, who: Persona) -> Act | None:
    """Choose what a simulated student does now.

    Parameters
    ----------
    gone
        The fraction of the time for talks that is gone, 0 to 1.

    Returns
    -------
    Act or None
        None if it waits.
    """
    known = outlook(model, party)
    none, rng = known.brief.none, np.random.default_rng([who.seed, len(talks.moves)])
    wanted = _wanted(known, who, gone)
    theirs = {
        id: (known.brief.worth(offer.terms), offer.terms)
        for id, consenting in consents(talks.moves).items()
        if (offer := _move(talks, id)).party != party and party not in consenting and offer.terms
    }
    least = none + 0.03 * known.range if gone >= who.yields else wanted
    best = max(theirs, key=lambda id: theirs[id][0], default=None)
    if best is not None and known.takes(theirs[best][1], least):
        return "accept", best
    if who.leaves and gone > (0.95 if known.hopeful else 0.75) and not _better(known, talks, party):
        return ("walk",)
    if _waits(known, talks, party, wanted):
        return None
    row = _chosen(known, talks, party, wanted, who, rng)
    if row is None:
        return None
    if best is not None and known.takes(theirs[best][1], max(least, float(known.own[row]))):
        return "accept", best
    return "offer", model.space.deal(known.positions[row]), _note(talks, party, gone, who, rng)


def _wanted(known: Outlook, who: Persona, gone: float) -> float:
    """Return what it asks for: its best at first, a little more than no deal at the end."""
    low = known.brief.none + who.floor * known.range
    high = max(low, float(known.own.max()))
    return low + (high - low) * (1.0 - float(np.clip(gone / 0.97, 0, 1) ** who.exponent))


def _move(talks: TableTalks, id: int) -> Move:
    return next(move for move in talks.moves if move.id == id)


def _better(known: Outlook, talks: TableTalks, party: str) -> bool:
    """Say whether some offer of another is better for it than no deal."""
    return any(
        offer.terms is not None and known.takes(offer.terms, known.brief.none)
        for by, offer in standing(talks.moves).items()
        if by != party
    )


def _waits(known: Outlook, talks: TableTalks, party: str, wanted: float) -> bool:
    """Say whether it is for the others to move."""
    moves = talks.moves
    said_yes = any(party in consenting for consenting in consents(moves).values())
    last = max((at for at, move in enumerate(moves) if move.party == party), default=-1)
    since = len(moves) - 1 - last
    if said_yes:
        # An offer of its own would take its yes back: only if the others go on without it.
        return since < 2 * len(known.brief.model.scenario.parties)
    own = standing(moves).get(party)
    if own is None or own.terms is None or since:
        return False
    return known.brief.worth(own.terms) - wanted < STEP * known.range


def _chosen(
    known: Outlook,
    talks: TableTalks,
    party: str,
    wanted: float,
    who: Persona,
    rng: np.random.Generator,
) -> int | None:
    """Return the row of the deal to offer: worth what is wanted, and not offered before."""
    space = known.brief.model.space
    offered = [space.positions(offer.terms or {}) for offer in talks.offers if offer.party == party]
    fresh = known.own >= wanted - 0.01 * known.range
    for before in offered:
        fresh &= (known.positions != before).any(axis=1)
    near = np.flatnonzero(fresh & (known.own <= wanted + STEP * known.range))
    if not near.size:
        rows = np.flatnonzero(fresh)
        near = rows[np.argsort(known.own[rows], kind="stable")[:12]]
    if not near.size:
        return None
    alike = np.zeros(len(near))
    theirs = [move for by, move in standing(talks.moves).items() if by != party and move.terms]
    for offer in theirs:
        at = space.positions(offer.terms or {})
        alike += (known.positions[near] == at).mean(axis=1) / len(theirs)
    score = known.others[near] + 0.5 * alike + who.careless * rng.random(len(near))
    return int(near[score.argmax()])


def _note(
    talks: TableTalks, party: str, gone: float, who: Persona, rng: np.random.Generator
) -> str:
    if rng.random() >= who.talkative:
        return ""
    first = not any(offer.party == party for offer in talks.offers)
    when = "first" if first else "late" if gone >= LATE else "later"
    return str(rng.choice(NOTES[when]))


# --- what it has in mind ------------------------------------------------------------------------


def _outlooks(model: Model) -> Mapping[str, Outlook]:
    worth_knowing = known_deals(model)
    hopeful = len(worth_knowing.agreeable) > 0
    known = _thinned([worth_knowing.agreeable, worth_knowing.others], MOST_KNOWN)
    beside = _beside(known, model.space)
    ids = list(model.central.players)
    leads = {party: side.lead for party, side in model.scenario.parties.items()}
    none = dict(zip(leads, map(float, model.central.lead_reservations), strict=True))
    within = worth_knowing.agreeable if hopeful else worth_knowing.others
    top = {p: float(within.utilities[:, ids.index(lead)].max()) for p, lead in leads.items()}
    outlooks = {}
    for party, lead in leads.items():
        own = brief(model, lead)
        others = np.min(
            [
                (known.utilities[:, ids.index(leads[other])] - none[other])
                / max(top[other] - none[other], 1e-6)
                for other in leads
                if other != party
            ],
            axis=0,
        ).clip(-1, 1)
        # A neighbour of a good deal is likely good for the others too, but less sure to be.
        better = np.concatenate([others, 0.7 * others[beside[1]], [-1.0]])
        positions = np.concatenate(
            [known.positions, beside[0], model.space.positions(own.best)[None, :]]
        )
        worth = utilities(model.central.players[lead], positions)
        # It has no use for what crosses its own red line.
        worth[[bool(own.crossed(model.space.deal(row))) for row in positions]] = -1.0
        kept = worth >= own.none
        kept[-1] = True  # that there is one at least
        outlooks[party] = Outlook(
            brief=own,
            positions=positions[kept],
            own=worth[kept],
            others=better[kept],
            top=top[party],
            hopeful=hopeful,
        )
    return outlooks


def _thinned(several: Sequence[Deals], most: int) -> Deals:
    positions = np.concatenate([deals.positions for deals in several])
    _, first = np.unique(positions, axis=0, return_index=True)
    rows = np.sort(first)[:: max(1, -(-len(first) // most))]
    worth = np.concatenate([deals.utilities for deals in several])
    return Deals(positions[rows], worth[rows])


def _beside(known: Deals, space: DealSpace) -> tuple[IntArray, IntArray]:
    """Return deals that differ from known ones in one or two terms, and from which they come."""
    counts = space.counts
    rng = np.random.default_rng(STUDENTS)
    rows = rng.integers(0, len(known), NEARBY)
    positions = known.positions[rows].copy()
    row_numbers = np.arange(NEARBY)
    for _ in range(2):
        issue = rng.integers(0, len(counts), NEARBY)
        positions[row_numbers, issue] = rng.integers(0, np.array(counts)[issue])
    allowed = space.allowed(positions)
    return positions[allowed], rows[allowed]


_kept: Latest[Model, Mapping[str, Outlook]] = Latest(MODELS)
