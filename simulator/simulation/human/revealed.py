"""What a person's moves gave away: the beliefs about its side that its offers and answers changed.

Someone who knew only the ranges of the person's numbers learns from its moves as the model does from real
answers (`acceptance.learning`): a refusal makes the numbers likelier by which one would have refused, and an
offer or a yes those by which one would sign. That an offer may be a bluff is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.acceptance.learning import TOO_FEW, Answered, effective_size, likelihoods
from simulator.arrays import FloatArray
from simulator.preferences.negotiation_model import Model
from simulator.simulation.human.session import PlayedGame

Move = Literal["refusals", "offers"]
KINDS: Mapping[Move, bool] = {"refusals": False, "offers": True}
"""By kind, whether its moves say that the person would sign."""
NOTICED = 0.1
"""Standard deviations by which a belief must have moved for anybody to notice."""


@dataclass(frozen=True)
class Belief:
    """A number of the person's lead as others believe it before and after some of its moves.

    Attributes
    ----------
    before, after
        Its mean over the draws.
    shift
        Their difference, in standard deviations of the draws.
    """

    before: float
    after: float
    shift: float


@dataclass(frozen=True)
class Revealed:
    """What moves of one kind gave away.

    Attributes
    ----------
    moves
        How many different ones there were.
    priorities
        By issue, the person's weight, the belief that moved most first.
    no_deal
        What no deal is worth to it.
    """

    kind: Move
    moves: int
    priorities: Mapping[str, Belief]
    no_deal: Belief


def revealed(game: PlayedGame) -> tuple[Revealed, ...]:
    """Say what the person's refusals, and its offers with what it accepted, gave away.

    Kinds of moves that did not occur, or that surprise so much that too few draws are left, are missing.
    """
    parts = []
    model, party = game.table.prepared.at(1).model, game.table.person
    player = model.sample.players[model.scenario.parties[party].lead]
    moves = dict.fromkeys(_moves(game))
    for kind, accepted in KINDS.items():
        own = [move for move in moves if move[2] == accepted]
        weight = _weight(game, own)
        if not own or effective_size(weight) < TOO_FEW:
            continue
        priorities = {
            issue: _belief(player.salience[k], weight) for k, issue in enumerate(model.space.issues)
        }
        order = sorted(priorities, key=lambda issue: -abs(priorities[issue].shift))
        parts.append(
            Revealed(
                kind,
                len(own),
                {issue: priorities[issue] for issue in order},
                _belief(player.reservation, weight),
            )
        )
    return tuple(parts)


def _moves(game: PlayedGame) -> Iterator[tuple[Model, tuple[int, ...], bool]]:
    """Yield the person's moves: the scenario as it stood, the deal, and whether it would sign it."""
    facing: tuple[int, ...] = ()
    for statement in game.statements:
        own, model = (
            statement.party == game.table.person,
            game.table.prepared.at(statement.round).model,
        )
        if statement.kind == "offer":
            facing = statement.deal
            if own:
                yield model, facing, True
        elif own:
            yield model, facing, statement.kind == "yes"


def _weight(game: PlayedGame, moves: list[tuple[Model, tuple[int, ...], bool]]) -> FloatArray:
    """Return the weight of each draw once some moves are known, shape (n_draws,)."""
    party = game.table.person
    weight: FloatArray = np.ones(1)
    for model, deal, accepted in moves:
        lead = model.scenario.parties[party].lead
        answer = Answered(model.space.deal(np.array(deal)), party, {lead: accepted})
        weight = weight * likelihoods(model.sample, [answer])
    return weight


def _belief(number: FloatArray, weight: FloatArray) -> Belief:
    before, after = float(number.mean()), float(np.average(number, weights=weight))
    spread = float(number.std())
    return Belief(before, after, (after - before) / spread if spread > 1e-12 else 0.0)
