"""One deal, answered: what it is worth to everyone, how likely a yes is, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.acceptance.acceptance import Acceptance, Chances, accept
from simulator.arrays import IntArray
from simulator.preferences.contributions import contributions
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.utility import utilities
from simulator.scenario.deals import crosses
from simulator.scenario.scenario import RedLine


@dataclass(frozen=True)
class Likely:
    """A chance, its sampling error (one standard error), and its range, all in [0, 1].

    The range holds the chance, in eight cases of ten, that one would give if one knew the numbers
    which the scenario only knows as ranges.
    """

    chance: float
    error: float
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True)
class PlayerView:
    """How one veto player sees a deal.

    Attributes
    ----------
    utility, reservation
        What the deal and no deal are worth, 0 to 1, at the estimates' values.
    acceptance
        The chance of a yes, over the draws.
    contributions
        By issue; they add up to utility minus reservation.
    crossed
        The red lines that the deal crosses, by id.
    """

    party: str
    utility: float
    reservation: float
    acceptance: Likely
    contributions: Mapping[str, float]
    crossed: tuple[str, ...]


@dataclass(frozen=True)
class Evaluation:
    """A deal, everyone's view of it, and the chance that all accept."""

    deal: dict[str, float | str]
    players: Mapping[str, PlayerView]
    parties: Mapping[str, Likely]
    joint: Likely
    draws: int


def evaluate(model: Model, deal: Deal) -> Evaluation:
    """Value one deal and say how likely it is to be accepted.

    Raises
    ------
    DealError
        If the deal lacks a term, or has one that the scenario does not allow.
    """
    placed = model.at(deal)
    model, at = placed.model, placed.positions
    answer = accept(model.sample, at[None, :], ranges=True)
    return Evaluation(
        deal=placed.deal,
        players={id: _view(model, id, at, answer) for id in model.central.players},
        parties={id: likely(chances) for id, chances in answer.parties.items()},
        joint=likely(answer.joint),
        draws=answer.draws,
    )


def likely(chances: Chances, row: int = 0) -> Likely:
    """Return the chance of one deal of several whose ranges were worked out."""
    assert chances.low is not None
    assert chances.high is not None
    return Likely(
        *(float(figure[row]) for figure in (chances.mean, chances.error, chances.low, chances.high))
    )


def _view(model: Model, id: str, at: IntArray, answer: Acceptance) -> PlayerView:
    player = model.central.players[id]
    party = model.scenario.party_of[id]
    lines = model.scenario.parties[party].players[id].red_lines
    split = contributions(player, at)
    return PlayerView(
        party=party,
        utility=float(utilities(player, at[None, :])[0]),
        reservation=float(player.reservation),
        acceptance=likely(answer.players[id]),
        contributions=dict(zip(model.space.issues, map(float, split), strict=True)),
        crossed=tuple(id for id, line in lines.items() if _crossed(model, line, at)),
    )


def _crossed(model: Model, line: RedLine, at: IntArray) -> bool:
    k = model.space.issues.index(line.issue)
    return crosses(line, model.space.options[k])[int(at[k])]
