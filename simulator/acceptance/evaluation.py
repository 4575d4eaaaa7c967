"""One deal, answered: what it is worth to everyone, how likely a yes is, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.acceptance.acceptance import Acceptance, Chances, accept, frechet_bounds
from simulator.arrays import IntArray
from simulator.preferences.contributions import contributions
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.player_preferences import Body, PlayerPreferences
from simulator.preferences.utility import members, utilities
from simulator.scenario.deals import crosses, start_deal, status_quo_deal
from simulator.scenario.players import RedLine


@dataclass(frozen=True)
class Likely:
    """A chance, its sampling error (one standard error), and its range, all in [0, 1].

    The range holds the chance, in eight cases of ten, that one would give if one knew the numbers
    which the scenario only knows as ranges, but not who decides.
    """

    chance: float
    error: float
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True)
class PlayerView:
    """How one player sees a deal; an audience, what it would say if it were asked.

    Attributes
    ----------
    utility, reservation
        What the deal and no deal are worth, 0 to 1, at the estimates' values.
    stake
        The utility that the player's gain is measured in (`preferences.stakes`).
    acceptance
        The chance of a yes, over the draws.
    contributions
        By issue: what the term adds to utility, against `Evaluation.against`.
    avoiding
        What that deal is worth beyond no deal; with the contributions it adds up to utility minus
        reservation.
    crossed
        The red lines that the deal crosses, by id; of a body those of any group.
    vote
        Of a body, how its members vote; `utility`, `reservation`, `stake` and what the terms add are then
        the means over them, and `acceptance` is the chance that its threshold is met.
    """

    party: str
    utility: float
    reservation: float
    stake: float
    acceptance: Likely
    contributions: Mapping[str, float]
    avoiding: float
    crossed: tuple[str, ...]
    vote: "VoteView | None" = None

    @property
    def gain(self) -> float:
        """What the deal brings over no deal, as a share of the stake."""
        return (self.utility - self.reservation) / self.stake


@dataclass(frozen=True)
class GroupView:
    """How a group of a body sees a deal: its expected share of yes, and what the deal is worth to it."""

    share: Likely
    utility: float
    reservation: float


@dataclass(frozen=True)
class VoteView:
    """How a body votes.

    Attributes
    ----------
    share
        The expected share of yes among those who vote, with its range.
    votes, needed
        How many vote and how many must say yes, at the estimates' values.
    groups
        By id.
    """

    share: Likely
    votes: float
    needed: int
    groups: Mapping[str, GroupView]


@dataclass(frozen=True)
class Evaluation:
    """A deal, everyone's view of it, and the chance that all accept.

    Attributes
    ----------
    against
        The deal that the contributions are told against.
    in_force
        Whether that is the status quo, the terms in force while nothing is signed.
    independent
        The chance that all would accept if every player doubted for itself, in [0, 1].
    """

    deal: dict[str, float | str]
    against: dict[str, float | str]
    in_force: bool
    players: Mapping[str, PlayerView]
    parties: Mapping[str, Likely]
    joint: Likely
    independent: float
    draws: int

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the parties' own chances leave the chance of all, whatever ties them."""
        return frechet_bounds([likely.chance for likely in self.parties.values()])


def evaluate(model: Model, deal: Deal, against: Deal | None = None) -> Evaluation:
    """Value one deal and say how likely it is to be accepted.

    Parameters
    ----------
    against
        The deal that reasons are told against; None: the status quo, or where the scenario names
        none the deal that it starts from.

    Raises
    ------
    DealError
        If the deal lacks a term, or has one that the scenario does not allow.
    """
    status_quo = status_quo_deal(model.scenario)
    against = against or status_quo or start_deal(model.scenario)
    placed = model.with_deal(deal, against).at(deal)
    model, at = placed.model, placed.positions
    reference = model.space.positions(against)
    answer = accept(model.sample, at[None, :], model.by_kind)
    assert answer.independent is not None
    return Evaluation(
        deal=placed.deal,
        against=model.space.deal(reference),
        in_force=against == status_quo,
        players={id: _view(model, id, at, reference, answer) for id in model.central.players},
        parties={id: likely(chances) for id, chances in answer.parties.items()},
        joint=likely(answer.joint),
        independent=float(answer.independent[0]),
        draws=answer.draws,
    )


def likely(chances: Chances, row: int = 0) -> Likely:
    """Return the chance of one deal of several whose ranges were worked out."""
    assert chances.low is not None
    assert chances.high is not None
    return Likely(
        *(float(figure[row]) for figure in (chances.mean, chances.error, chances.low, chances.high))
    )


def _view(
    model: Model, id: str, at: IntArray, reference: IntArray, answer: Acceptance
) -> PlayerView:
    player = model.central.players[id]
    party = model.scenario.party_of[id]
    lines = model.scenario.parties[party].players[id].lines
    parts = _members(model, id)
    split = sum(part * contributions(holder, at, reference) for part, holder, _ in parts)
    both = sum(part * utilities(holder, np.stack([at, reference])) for part, holder, _ in parts)
    here, there = np.asarray(both)
    reservation = float(sum(part * holder.reservation for part, holder, _ in parts))
    return PlayerView(
        party=party,
        utility=float(here),
        reservation=reservation,
        stake=float(sum(part * stake for part, _, stake in parts)),
        acceptance=likely(answer.players[id]),
        contributions=dict(zip(model.space.issues, map(float, np.asarray(split)), strict=True)),
        avoiding=float(there) - reservation,
        crossed=tuple(id for id, line in lines.items() if _crossed(model, line, at)),
        vote=None if player.body is None else _vote(model, id, player.body, at, answer),
    )


def _members(model: Model, id: str) -> list[tuple[float, PlayerPreferences, float]]:
    """List who a player is: itself, or the groups of a body, with their part of those who vote and stake."""
    return [
        (part, holder, model.stakes[f"{id}.{kind}" if kind else id])
        for part, kind, holder in members(model.central.players[id])
    ]


def _vote(model: Model, id: str, body: Body, at: IntArray, answer: Acceptance) -> VoteView:
    return VoteView(
        likely(answer.shares[id]),
        float(body.votes.sum()),
        int(body.needed),
        {
            group: GroupView(
                likely(answer.shares[f"{id}.{group}"]),
                float(utilities(holder, at[None, :])[0]),
                float(holder.reservation),
            )
            for group, (_, holder, _) in zip(body.groups, _members(model, id), strict=True)
        },
    )


def _crossed(model: Model, line: RedLine, at: IntArray) -> bool:
    k = model.space.issues.index(line.issue)
    return crosses(line, model.space.options[k])[int(at[k])]
