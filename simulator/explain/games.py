"""A game explained in plain sentences, made from its numbers. Labels go in as they are."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.formatting import count, listed, mentioned
from simulator.games.dominance import Dominated, Elimination
from simulator.games.equilibria import Equilibria, Equilibrium
from simulator.games.game import Game, best_replies, stable


def dominance(game: Game, dominated: Sequence[Dominated]) -> list[str]:
    """Say which strategies another one always beats."""
    return [_dominated(game, entry) for entry in dominated]


def _dominated(game: Game, dominated: Dominated) -> str:
    who = mentioned(game.players[dominated.player])
    labels = game.strategies[dominated.player]
    loser = f"“{labels[dominated.strategy]}”"
    better = _mix(labels, dominated.by)
    if dominated.strict:
        return (
            f"{loser} is strictly dominated for {who}: {better} is better whatever the others do."
        )
    return f"{loser} is weakly dominated for {who}: {better} is never worse, and sometimes better."


def elimination(game: Game, eliminated: Elimination) -> list[str]:
    """Say what is left once strategies that are always worse are struck out, again and again."""
    if not eliminated.rounds:
        return ["No strategy is strictly dominated, so none can be eliminated."]
    struck = [
        "; ".join(
            f"“{game.strategies[entry.player][entry.strategy]}” of {mentioned(game.players[entry.player])}"
            for entry in entries
        )
        for entries in eliminated.rounds
    ]
    steps = [
        f"Eliminated in round {n} because strictly dominated: {what}."
        for n, what in enumerate(struck, start=1)
    ]
    left = [
        f"{mentioned(who)} with {listed(f'“{labels[at]}”' for at in kept)}"
        for who, labels, kept in zip(game.players, game.strategies, eliminated.kept, strict=True)
    ]
    return [*steps, f"That leaves {listed(left)}."]


def replies(game: Game) -> list[str]:
    """Say what each player does best against every choice of the others."""
    best = best_replies(game)
    return [
        sentence
        for player in range(len(game.players))
        for sentence in _replies(game, np.moveaxis(best[player], player, -1), player)
    ]


def _replies(game: Game, best: BoolArray, player: int) -> Iterator[str]:
    others = [n for n in range(len(game.players)) if n != player]
    labels = game.strategies[player]
    for cell in product(*(range(game.counts[n]) for n in others)):
        met = listed(
            f"{mentioned(game.players[n])} chooses “{game.strategies[n][at]}”"
            for n, at in zip(others, cell, strict=True)
        )
        taken = np.flatnonzero(best[cell])
        worth = float(np.moveaxis(game.payoffs_of(player), 0, -1)[cell].max())
        reply = "best response" if len(taken) == 1 else "best responses"
        yield (
            f"If {met}, the {reply} of {mentioned(game.players[player])} "
            f"{'is' if len(taken) == 1 else 'are'} {listed(f'“{labels[at]}”' for at in taken)}, with a "
            f"payoff of {_number(worth)}."
        )


def equilibria(game: Game, equilibrium_set: Equilibria) -> list[str]:
    """Say where nobody gains by changing alone, whether that is all, and what is lost there."""
    number = count(len(equilibrium_set.equilibria), "combination")
    only = (
        ", and in no other" if equilibrium_set.complete and not _stretched(equilibrium_set) else ""
    )
    sentences = [
        f"Nobody gains by changing alone in {number}{only}: "
        f"{'a Nash equilibrium' if len(equilibrium_set.equilibria) == 1 else 'these are Nash equilibria'}."
    ]
    for equilibrium in equilibrium_set.equilibria:
        sentences.append(_equilibrium(game, equilibrium))
        better = _better(game, equilibrium)
        if better is not None:
            sentences.append(better)
    if _stretched(equilibrium_set):
        sentences.append(
            "In some of these, somebody is indifferent between several best responses: mixtures of two of "
            "them may be equilibria too."
        )
    if not equilibrium_set.complete:
        sentences.append("With three players, an equilibrium could have been missed.")
    return sentences


def _stretched(equilibrium_set: Equilibria) -> bool:
    return any(equilibrium.degenerate for equilibrium in equilibrium_set.equilibria)


def _equilibrium(game: Game, equilibrium: Equilibrium) -> str:
    taken = [
        f"{mentioned(who)} chooses {_mix(labels, own)}"
        for who, labels, own in zip(game.players, game.strategies, equilibrium.profile, strict=True)
    ]
    payoffs = [
        f"{_number(w)} for {mentioned(who)}"
        for who, w in zip(game.players, equilibrium.payoffs, strict=True)
    ]
    kind = "Pure strategies" if equilibrium.pure else "Mixed strategies"
    return f"{kind}: {'; '.join(taken)}. Payoffs: {listed(payoffs)}."


def _better(game: Game, equilibrium: Equilibrium) -> str | None:
    """Name the combination that everybody would rather have, the one with the largest sum."""
    cells = game.payoffs.reshape(len(game.players), -1)
    slack = 1e-6 * game.spans
    ahead = (cells > (equilibrium.payoffs + slack)[:, None]).all(axis=0)
    if not ahead.any():
        return None
    sums = np.where(ahead, (cells / game.spans[:, None]).sum(axis=0), -np.inf)
    cell = tuple(map(int, np.unravel_index(int(sums.argmax()), game.counts)))
    names = [f"“{labels[at]}”" for labels, at in zip(game.strategies, cell, strict=True)]
    meets = bool(stable(game)[cell])
    why = (
        "which is an equilibrium too: they only need to coordinate on it"
        if meets
        else "but somebody would gain by deviating from it"
    )
    return f"All would be better off with {listed(names)}, {why}."


def _mix(labels: Sequence[str], chances: FloatArray) -> str:
    """Write a strategy, or several with their chances."""
    taken: IntArray = np.flatnonzero(chances)
    if len(taken) == 1:
        return f"“{labels[taken[0]]}”"
    return listed(f"“{labels[at]}” with {100 * chances[at]:.3g} %" for at in taken)


def _number(worth: float) -> str:
    return f"{worth:.3g}"
