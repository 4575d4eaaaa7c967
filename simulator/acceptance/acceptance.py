"""How likely each player, and the deal as a whole, is to be accepted.

For player i with preferences θ drawn from the scenario's ranges:

``P(i accepts x | θ) = Λ(s_i [(U_i(x) − r_i) / D_i − τ_i]) · Π keep_i(x)``

over its red lines (`preferences.option_values`), with Λ the logistic function (quantal response
[McKelveyPalfrey1995]_). D_i is the player's stake, in which its gains over no deal are measured
(`preferences.stakes`); τ_i, the gain that whoever decides asks for, and s_i, how surely, are drawn
(`preferences.decision_makers`). Where a file says so, Λ's argument is less by ``a_i behind_i(x) + g_i
ahead_i(x)``, the mean of max(U_j − U_i, 0) and max(U_i − U_j, 0) over the leads j of the other parties
([FehrSchmidt1999]_, their n-player form). A player's acceptance is the mean over θ.

A party says yes when its most reluctant player does: given θ its chance is the least of its players',
for doubts about one text are shared within a house, and who accepts whatever another player accepts
changes nothing (absorption [Tsebelis2002]_). The deal's is the mean over θ of the product over parties,
never the product of the means, so that shared uncertainty stays shared.

An audience has no vote. What it loses costs its party's lead: from the lead's gain, in its stake,
``Σ_j κ_j max(0, r_j − U_j) / D_j`` is taken, over its audiences j. Its own chance is what it would say.

A body's chance is that of its vote (`votes`); it is one more of whom a house needs a yes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType

import numpy as np

from simulator.acceptance.curve import logistic
from simulator.acceptance.votes import Vote, members_yes, vote
from simulator.arrays import FloatArray, IntArray
from simulator.preferences.negotiation_model import ByKind
from simulator.preferences.player_preferences import Body, PlayerPreferences
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.uncertainty import standard_error
from simulator.preferences.utility import utilities

CELLS_AT_ONCE = 65_536
"""How many (deal, draw) cells are worked on at once: fits the processor's cache per player."""
NOTHING: Mapping[str, FloatArray] = MappingProxyType({})


@dataclass(frozen=True)
class Chances:
    """How likely something is, deal by deal.

    Attributes
    ----------
    mean
        The chance, shape (n_deals,), in [0, 1].
    error
        Its sampling error (one standard error), shape (n_deals,).
    low, high
        Between which the chance would lie, in eight cases of ten, if the scenario's numbers were known and
        only who decides was not: the 10th and 90th percentile over the draws, shape (n_deals,). Only where
        asked for.
    """

    mean: FloatArray
    error: FloatArray
    low: FloatArray | None = None
    high: FloatArray | None = None


@dataclass(frozen=True)
class Acceptance:
    """How likely deals are to be accepted by each player, by each party's players together, by all.

    Attributes
    ----------
    independent
        What `joint` would be if every player doubted for itself: the mean over the draws of the product
        over all who have a vote, shape (n_deals,). Only where asked for.
    draws
        How many draws stand behind each figure.
    shares
        By body, and as `body.group` by group, the expected share of yes, of those who vote.
    """

    players: Mapping[str, Chances]
    parties: Mapping[str, Chances]
    joint: Chances
    independent: FloatArray | None
    draws: int
    shares: Mapping[str, Chances]


def accept(preferences: Preferences, deals: IntArray, by_kind: ByKind | None = None) -> Acceptance:
    """Return the likely acceptance of deals, positions of shape (n_deals, n_issues).

    Parameters
    ----------
    by_kind
        The same preferences, with decision makers of every kind: given, `Chances.low`, `Chances.high` and
        `Acceptance.independent` are worked out too.
    """
    draws = max(len(player.reservation) for player in preferences.players.values())
    at_once = max(1, CELLS_AT_ONCE // draws)
    parts: dict[tuple[str, str], list[Chances]] = {}
    independent = None if by_kind is None else np.empty(len(deals))
    for start in range(0, len(deals), at_once):
        block = deals[start : start + at_once]
        worth = {id: utilities(player, block) for id, player in preferences.players.items()}
        of_anybody = _averaged(by_kind, block, worth) if by_kind else {}
        product: FloatArray = np.ones(1)
        for whose, chance in _chances(preferences, block, known=worth):
            if by_kind and whose[0] == "player" and preferences.players[whose[1]].votes:
                product = product * chance
            ends = np.quantile(of_anybody[whose], [0.1, 0.9], axis=-1) if by_kind else (None, None)
            mean = Chances(chance.mean(axis=-1), standard_error(chance), *ends)
            parts.setdefault(whose, []).append(mean)
        if independent is not None:
            independent[start : start + at_once] = product.mean(axis=-1)
    joined = {whose: _joined(blocks) for whose, blocks in parts.items()}
    return Acceptance(
        players={id: joined["player", id] for id in preferences.players},
        parties={id: joined["party", id] for id in preferences.parties},
        joint=joined["deal", ""],
        independent=independent,
        draws=draws,
        shares={id: chances for (kind, id), chances in joined.items() if kind == "share"},
    )


def _averaged(
    by_kind: ByKind, deals: IntArray, worth: Mapping[str, FloatArray]
) -> dict[tuple[str, str], FloatArray]:
    """Average the chances in every draw over who decides: the same for a house, another for each.

    By the keys of `mean_chances`, each of shape (n_deals, n_draws).
    """
    of_deals = []
    house = {id: party for party, ids in by_kind.preferences.parties.items() for id in ids}
    draws = max(len(player.reservation) for player in by_kind.preferences.players.values())
    for row in range(len(deals)):
        known = {id: of_all[[row], :draws].astype(np.float32) for id, of_all in worth.items()}
        averaged = {
            whose: _over_kinds(
                by_kind.weight[house.get(whose[1].partition(".")[0], whose[1])], chance
            )
            for whose, chance in _chances(by_kind.preferences, deals[[row]], known=known)
            if whose[0] != "deal"
        }
        houses = [chance for (kind, _), chance in averaged.items() if kind == "party"]
        of_deals.append(averaged | {("deal", ""): reduce(np.multiply, houses)})
    return {whose: np.stack([of_deal[whose] for of_deal in of_deals]) for whose in of_deals[0]}


def _over_kinds(weight: FloatArray, chance: FloatArray) -> FloatArray:
    """Average chances, shape (n_kinds or 1, n_draws), over kinds of people."""
    of_all = np.broadcast_to(chance, (len(weight), chance.shape[-1]))
    if weight.shape[-1] == 1:
        return np.asarray(weight[:, 0] @ of_all)
    return np.asarray(np.einsum("kd,kd->d", weight, of_all))


def frechet_bounds(chances: Sequence[float]) -> tuple[float, float]:
    """Return the least and the highest chance of all of some events, whatever ties them together.

    From the chance of each, in [0, 1]: ``max(0, Σp − n + 1)`` and ``min p`` [Frechet1935]_.
    """
    return max(0.0, sum(chances) - len(chances) + 1), min(chances)


def mean_chances(
    preferences: Preferences, deals: IntArray, others: bool = False
) -> dict[tuple[str, str], FloatArray]:
    """Return the mean chance of a yes alone, each of shape (n_deals,).

    The keys are ("player", id), ("party", id) and ("deal", ""), of a body also ("share", id) and of its
    groups ("share", "id.group"); with `others` also ("others", lead), the
    chance that everyone but a lead says yes: its own house, the least of its other players' chances, and
    all other parties. Any number of draws will do.
    """
    draws = max(len(player.reservation) for player in preferences.players.values())
    at_once = max(1, CELLS_AT_ONCE // draws)
    parts: dict[tuple[str, str], list[FloatArray]] = {}
    for start in range(0, len(deals), at_once):
        for whose, chance in _chances(preferences, deals[start : start + at_once], others):
            parts.setdefault(whose, []).append(chance.mean(axis=-1))
    return {whose: np.concatenate(blocks) for whose, blocks in parts.items()}


def draw_chances(
    preferences: Preferences, deal: IntArray, known: Mapping[str, FloatArray] = NOTHING
) -> dict[tuple[str, str], FloatArray]:
    """Return the chances of one deal in every draw, each of shape (n_draws,).

    Parameters
    ----------
    deal
        Positions, shape (n_issues,).
    known
        What the deal is worth to some players, by id, shape (1, n_draws), where that is known.

    Returns
    -------
    dict
        By the keys of `mean_chances`.
    """
    chances = _chances(preferences, deal[None, :], known=known)
    return {whose: chance[0] for whose, chance in chances}


def every_row(preferences: Preferences, deal: IntArray) -> dict[tuple[str, str], FloatArray]:
    """Return what `draw_chances` does, one row for each kind of people, shape (n_kinds, n_draws).

    Of preferences whose decision makers are of no kind (`ByKind`), and of players who have a curve of their
    own, there is one row.
    """
    return dict(_chances(preferences, deal[None, :]))


def _joined(parts: list[Chances]) -> Chances:
    def join(columns: list[FloatArray | None]) -> FloatArray | None:
        blocks = [block for block in columns if block is not None]
        return np.concatenate(blocks) if blocks else None

    return Chances(
        np.concatenate([part.mean for part in parts]),
        np.concatenate([part.error for part in parts]),
        join([part.low for part in parts]),
        join([part.high for part in parts]),
    )


def _chances(
    preferences: Preferences,
    deals: IntArray,
    others_too: bool = False,
    known: Mapping[str, FloatArray] = NOTHING,
) -> Iterator[tuple[tuple[str, str], FloatArray]]:
    """Yield the chance of a yes in every draw, by player, by party and jointly."""
    worth = {
        id: known[id] if id in known else utilities(player, deals)
        for id, player in preferences.players.items()
    }
    parties: list[FloatArray] = []
    houses: list[list[FloatArray]] = []
    for party, ids in preferences.parties.items():
        others = [worth[lead] for lead in preferences.leads if lead not in ids]
        chances = []
        for id in ids:
            player = preferences.players[id]
            cost = displeasure(preferences.players, worth, ids) if id == ids[0] else None
            if player.body is not None:
                voted = _voted(player, player.body, worth[id], deals)
                chance = voted.chance
                yield ("share", id), voted.share
                for group, share in voted.groups.items():
                    yield ("share", f"{id}.{group}"), share
            else:
                chance = logistic(acceptance_logit(player, worth[id], others, cost))
                chance = _kept(player, chance, deals)
            yield ("player", id), chance
            if player.votes:
                chances.append(chance)
        houses.append([reduce(np.minimum, chances[1:])] if len(chances) > 1 else [])
        parties.append(reduce(np.minimum, [chances[0], *houses[-1]]))
        yield ("party", party), parties[-1]
    yield ("deal", ""), reduce(np.multiply, parties)
    for n, lead in enumerate(preferences.leads if others_too else ()):
        rest = [chance for m, chance in enumerate(parties) if m != n]
        yield ("others", lead), reduce(np.multiply, [*houses[n], *rest])


def _voted(player: PlayerPreferences, body: Body, worth: FloatArray, deals: IntArray) -> Vote:
    """Let a body vote; `worth` is what the deals are worth to its members who want what it says."""

    def yes(holder: PlayerPreferences, own: FloatArray) -> FloatArray:
        return _kept(holder, members_yes(body, holder, own), deals)

    by_kind = {id: yes(kind, utilities(kind, deals)) for id, kind in body.kinds.items()}
    return vote(body, {"": yes(player, worth), **by_kind})


def _kept(player: PlayerPreferences, chance: FloatArray, deals: IntArray) -> FloatArray:
    """Multiply chances by those that no real red line of a player is crossed."""
    for k, no_veto in enumerate(player.no_veto):
        if no_veto is not None:
            chance = chance * no_veto[deals[:, k]]
    return chance


def displeasure(
    players: Mapping[str, PlayerPreferences], worth: Mapping[str, FloatArray], house: Sequence[str]
) -> FloatArray | None:
    """Return what a house's audiences cost its lead, in the lead's utility; None: it has none."""
    costs = [
        player.cost * np.maximum(player.reservation - worth[id], 0)
        for id in house
        if (player := players[id]).cost is not None
    ]
    return reduce(np.add, costs) if costs else None


def acceptance_logit(
    player: PlayerPreferences,
    own: FloatArray,
    others: list[FloatArray],
    cost: FloatArray | None = None,
) -> FloatArray:
    """Return the argument of the logistic function: how far a player leans to a yes.

    Parameters
    ----------
    cost
        Of a lead, what the `displeasure` of its audiences costs it.
    """
    gain = own - player.demanded
    logit = player.precision * (gain if cost is None else gain - cost)
    share = 1 / len(others)
    if player.disadvantageous.any():
        behind = sum((np.maximum(other - own, 0) for other in others), np.zeros(1, own.dtype))
        logit = logit - player.disadvantageous * share * behind
    if player.advantageous.any():
        ahead = sum((np.maximum(own - other, 0) for other in others), np.zeros(1, own.dtype))
        logit = logit - player.advantageous * share * ahead
    return np.asarray(logit)


def chances_without(preferences: Preferences, deals: IntArray) -> dict[str, FloatArray]:
    """Return, for each lead, the chance in every draw that everyone else says yes.

    Each of shape (n_deals, n_draws), in single precision.
    """
    draws = max(len(player.reservation) for player in preferences.players.values())
    at_once = max(1, CELLS_AT_ONCE // draws)
    others = {lead: np.empty((len(deals), draws), np.float32) for lead in preferences.leads}
    for start in range(0, len(deals), at_once):
        block = slice(start, start + at_once)
        for (kind, id), chance in _chances(preferences, deals[block], others_too=True):
            if kind == "others":
                others[id][block] = chance
    return others
