"""Talks in which a person takes one side.

The protocol, the strategies and the rules of answering are those of simulated talks
(`simulator.simulation.protocol`), in one run: everyone's numbers are at their values, as the person's brief
and the debrief show them. The seed settles what is left to chance: how the others see the person, whether
the talks break off, and how those at home decide. A game is its table and the person's moves; each state
is worked out from them by playing them again, so the same moves at the same table are the same game.

The person may offer any deal of the space. One that is not on the shortlist is talked about from then on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.simulation.human.central_talks import central_talks, seeded
from simulator.simulation.human.opponents import OPPONENTS
from simulator.simulation.human.scripted import (
    PersonsMove,
    PlayedTalks,
    PlayError,
    Statement,
    Waits,
)
from simulator.simulation.phases import Phase, PreparedTalks
from simulator.simulation.plan import Plan, TalksError, plan
from simulator.simulation.protocol import Ending, Negotiation, clock
from simulator.simulation.run_draws import RunDraws


@dataclass(frozen=True)
class PlayedTable:
    """Who plays whom, and how the talks are held.

    Attributes
    ----------
    prepared
        What they are held on, as the seed has it.
    person
        The party whose lead the person plays.
    informed
        Whether the others take the person's side for what it is.
    """

    prepared: PreparedTalks
    plan: Plan
    person: str
    seed: int
    informed: bool

    @property
    def parties(self) -> tuple[str, ...]:
        """All parties, in the order of columns."""
        return tuple(self.prepared.phases[0].preferences.parties)


def table(
    model: Model,
    person: str,
    level: str,
    *,
    rounds: int | None = None,
    opens: str | None = None,
    shocks: Mapping[str, int] | None = None,
    breakdown: float | None = None,
    ratified: bool = True,
    seed: int = 0,
    prepared: PreparedTalks | None = None,
) -> PlayedTable:
    """Lay a table.

    Parameters
    ----------
    person
        The party that the person plays.
    level
        The name of everyone else's `Level`.
    rounds, opens, shocks, breakdown, ratified
        As of a `Plan`; None: what the scenario says.
    prepared
        A `central_talks` for these shocks and the level's `informed`, if there is one already.

    Raises
    ------
    TalksError
        If there is no such party or level, or a number lies out of bounds.
    """
    if level not in OPPONENTS:
        raise TalksError(f'There is no opponent "{level}".')
    chosen = OPPONENTS[level]
    strategies = dict.fromkeys(model.scenario.parties, chosen.plays)
    held = plan(
        model.scenario,
        rounds=rounds,
        opens=opens,
        strategies={**strategies, person: chosen.plays},
        shocks=shocks,
        breakdown=breakdown,
        ratified=ratified,
    )
    where = prepared or central_talks(model, held.shocks, chosen.informed)
    if where.shocks != held.shocks:
        raise TalksError("These talks are prepared for other shocks than those of the plan.")
    return PlayedTable(seeded(where, seed), held, person, seed, chosen.informed)


@dataclass(frozen=True)
class PlayedGame:
    """A game as it stands.

    Attributes
    ----------
    moves
        The person's so far.
    round
        Of the offer on the table or to be made, from 1; at the end the last one.
    waits
        For what the talks wait: the person's answer, its offer, or nothing any more.
    statements
        In order.
    news
        Which shocks have happened, each its round and its id, in order.
    ending, left
        How the talks ended, and which party walked out; None before, or if nobody did.
    agreed
        The deal that the leads agreed on, ratified or not, positions; empty: none.
    home
        What everyone at home said, by player; empty where they were not asked.
    worth
        To each party's lead what it got, shape (n_parties,); zeros before the end.
    """

    table: PlayedTable
    moves: tuple[PersonsMove, ...]
    round: int
    waits: Waits
    statements: tuple[Statement, ...]
    news: tuple[tuple[int, str], ...]
    ending: Ending | None
    left: str | None
    agreed: tuple[int, ...]
    home: Mapping[str, bool]
    worth: FloatArray

    @property
    def phase(self) -> Phase:
        """The scenario as it stands in this round."""
        return self.table.prepared.at(self.round)

    @property
    def over(self) -> bool:
        """Whether nothing more can be done."""
        return self.waits == "over"

    @property
    def offers(self) -> tuple[Statement, ...]:
        """The offers so far."""
        return tuple(statement for statement in self.statements if statement.kind == "offer")

    @property
    def facing(self) -> Statement | None:
        """The offer that the person has to answer."""
        return self.offers[-1] if self.waits == "answer" else None

    @property
    def offers_next(self) -> bool:
        """Whether the person makes the next offer after a refusal, if the talks go on."""
        held, parties = self.table.plan, self.table.parties
        first = parties.index(held.opens)
        after = parties[(first + self.round) % len(parties)]
        return self.round < held.rounds and after == self.table.person

    def accept(self) -> "PlayedGame":
        """Say yes to the offer on the table."""
        return self._after(PersonsMove("accept"))

    def refuse(self) -> "PlayedGame":
        """Say no to it."""
        return self._after(PersonsMove("refuse"))

    def offer(self, deal: Deal) -> "PlayedGame":
        """Offer a deal of the space.

        Raises
        ------
        DealError
            If the scenario does not allow it.
        PlayError
            If it is not the person's turn to offer.
        """
        positions = self.phase.model.space.positions(deal)
        return self._after(PersonsMove("offer", tuple(int(at) for at in positions)))

    def counter(self, deal: Deal) -> "PlayedGame":
        """Refuse the offer on the table and make another, unless something happened in between.

        What happens between the two may change what the person wants to offer, so then the talks wait.
        """
        refused = self.refuse()
        if refused.waits != "offer" or len(refused.news) > len(self.news):
            return refused
        return refused.offer(deal)

    def walk_out(self) -> "PlayedGame":
        """End the talks without a deal."""
        return self._after(PersonsMove("walk_out"))

    def _after(self, move: PersonsMove) -> "PlayedGame":
        if self.over:
            raise PlayError("The talks are over.")
        return play(self.table, (*self.moves, move))


def start(table: PlayedTable) -> PlayedGame:
    """Open the talks, up to the person's first turn."""
    return play(table, ())


def play(table: PlayedTable, moves: Sequence[PersonsMove]) -> PlayedGame:
    """Play the talks with the person's moves, up to where the next one is wanted.

    Raises
    ------
    PlayError
        If a move cannot be made where it stands, or the talks are over before the last.
    RuleError
        If an offer is one that the rules between terms exclude.
    """
    space = table.prepared.phases[0].model.space
    for move in moves:
        if move.kind == "offer":
            space.positions(space.deal(move.deal))
    rng = np.random.default_rng(table.seed)
    run_draws = RunDraws.drawn(table.prepared, 1, rng)
    at_values = {whose: np.zeros(1) for whose in run_draws.deviates}
    me, script = table.parties.index(table.person), iter(moves)
    talks = Negotiation(
        table.prepared, table.plan, np.zeros(1, dtype=np.intp), RunDraws(run_draws.luck, at_values), rng,
        clock(table.plan.rounds), stays=me,
    )  # fmt: skip
    played = PlayedTalks(talks, me, table.informed)
    waits = played.play(script)
    if next(script, None) is not None:
        raise PlayError("The talks are over.")
    return _game(table, played, tuple(moves), waits)


def _game(
    table: PlayedTable, played: PlayedTalks, moves: tuple[PersonsMove, ...], waits: Waits
) -> PlayedGame:
    talks, over = played.talks, waits == "over"
    row, left = int(talks.row[0]), int(talks.left[0])
    happened = sorted(table.plan.shocks.items(), key=lambda scheduled: scheduled[1])
    return PlayedGame(
        table=table,
        moves=moves,
        round=talks.number + 1,
        waits=waits,
        statements=tuple(played.statements),
        news=tuple((at, id) for id, at in happened if at <= talks.number + 1),
        ending=Ending(int(talks.ending[0])) if over else None,
        left=table.parties[left] if left >= 0 else None,
        agreed=tuple(int(at) for at in talks.prepared.deals[row]) if row >= 0 else (),
        home=played.home(),
        worth=talks.worth[0],
    )
