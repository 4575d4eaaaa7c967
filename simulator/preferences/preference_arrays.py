"""What each player wants, as arrays: at the estimates' values, or as draws from their ranges.

The last axis of every array is the draw: 1 of them at the values, `uncertainty.DRAWS` in a sample.
Both come out of the same function, so that they cannot mean different things. In one draw by itself
(`in_draw`), and so in `Model.central`, that axis is gone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.preferences.certainty_equivalent import certainty_equivalent
from simulator.preferences.decision_makers import answering
from simulator.preferences.multilinear import multilinear, within_weights
from simulator.preferences.option_values import no_veto_probabilities, option_values
from simulator.preferences.outcome_space import DealSpace, deal_space
from simulator.preferences.uncertainty import Read, Scale
from simulator.scenario.base import Estimate, KeyPath, Range
from simulator.scenario.players import AUDIENCE_COST, AsGoodAs, Player
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class PlayerPreferences:
    """One player's preferences.

    Attributes
    ----------
    worth
        For each issue, what each option is worth, shape (n_options, n_draws), in [0, 1]; promises
        are already discounted by their credibility.
    weight
        Swing weights, shape (n_issues, n_draws).
    pairs, strength
        The issues each interaction couples, and its strength, shape (n_pairs, n_draws). Weights and
        strengths add up to 1 in every draw.
    future_worth
        What each no-deal future is worth, shape (n_futures, n_draws).
    reservation
        What no deal is worth, shape (n_draws,).
    no_veto
        For each issue, the chance that no real red line is crossed at each option, shape
        (n_options, n_draws); None where the player has no red line on the issue.
    demanded
        The utility at which it is as likely to accept as not, r + τ D, shape (n_draws,).
    precision, disadvantageous, advantageous
        s / D, a and g of the acceptance curve, per unit of utility, shape (n_draws,).
    cost
        Of an audience, what its displeasure costs its lead, in the lead's utility per unit of its own,
        shape (n_draws,); None: it has a vote.
    """

    worth: tuple[FloatArray, ...]
    weight: FloatArray
    pairs: tuple[tuple[int, int], ...]
    strength: FloatArray
    future_worth: FloatArray
    reservation: FloatArray
    no_veto: tuple[FloatArray | None, ...]
    demanded: FloatArray
    precision: FloatArray
    disadvantageous: FloatArray
    advantageous: FloatArray
    cost: FloatArray | None = None

    @property
    def votes(self) -> bool:
        """Whether the deal needs its consent."""
        return self.cost is None

    @cached_property
    def weighted(self) -> tuple[FloatArray, ...]:
        """For each issue, weight times worth, shape (n_options, n_draws)."""
        return tuple(weight * worth for weight, worth in zip(self.weight, self.worth, strict=True))

    def weighted_at(self, k: int, positions: IntArray) -> FloatArray:
        """Return some options' weight times worth; of few anew, as all in every draw would fill memory."""
        anew = self.weight.ndim > 1 and len(positions) < len(self.worth[k])
        return self.weight[k] * self.worth[k][positions] if anew else self.weighted[k][positions]

    def mapped(self, change: Callable[[FloatArray], FloatArray]) -> "PlayerPreferences":
        """Return a copy with every array changed in the same way."""
        return PlayerPreferences(
            worth=tuple(map(change, self.worth)),
            weight=change(self.weight),
            pairs=self.pairs,
            strength=change(self.strength),
            future_worth=change(self.future_worth),
            reservation=change(self.reservation),
            no_veto=tuple(None if chances is None else change(chances) for chances in self.no_veto),
            demanded=change(self.demanded),
            precision=change(self.precision),
            disadvantageous=change(self.disadvantageous),
            advantageous=change(self.advantageous),
            cost=None if self.cost is None else change(self.cost),
        )


@dataclass(frozen=True)
class Preferences:
    """Everyone's preferences over one deal space.

    Attributes
    ----------
    players
        By id, party by party, the lead first.
    parties
        The ids of each party's players, the lead first.
    probability
        Of each no-deal future, shape (n_futures, n_draws); adds up to 1 in every draw.
    powers
        Bargaining powers, shape (n_parties,), at their values, adding up to 1.
    """

    space: DealSpace
    players: Mapping[str, PlayerPreferences]
    parties: Mapping[str, tuple[str, ...]]
    probability: FloatArray
    powers: FloatArray

    @property
    def leads(self) -> tuple[str, ...]:
        """The player who negotiates for each party."""
        return tuple(players[0] for players in self.parties.values())

    @property
    def voters(self) -> "Preferences":
        """The preferences of those alone whose consent a deal needs."""
        players = {id: player for id, player in self.players.items() if player.votes}
        parties = {
            party: tuple(id for id in ids if id in players) for party, ids in self.parties.items()
        }
        return replace(self, players=players, parties=parties)

    def house(self, id: str) -> tuple[str, ...]:
        """Return the players of a player's party, its lead first."""
        return next(players for players in self.parties.values() if id in players)

    @property
    def voter_columns(self) -> list[int]:
        """The places among all players of those whose consent a deal needs."""
        return [n for n, player in enumerate(self.players.values()) if player.votes]

    @property
    def lead_columns(self) -> list[int]:
        """The leads' places among all players, in the parties' order."""
        return [list(self.players).index(lead) for lead in self.leads]

    @property
    def reservations(self) -> FloatArray:
        """What no deal is worth to each player, shape (n_players,), in one draw."""
        return np.array([player.reservation for player in self.players.values()])

    @property
    def lead_reservations(self) -> FloatArray:
        """What no deal is worth to each party's lead, shape (n_parties,), in one draw."""
        return self.reservations[self.lead_columns]


def preferences(
    scenario: Scenario,
    read: Read,
    space: DealSpace | None = None,
    known: Mapping[str, PlayerPreferences] | None = None,
    stakes: Mapping[str, float] | None = None,
) -> Preferences:
    """Gather everyone's preferences, each number as `read` gives it.

    Parameters
    ----------
    space
        The options to value; None: all that the scenario allows. Must hold the fallbacks of doubted
        promises and the deals that futures are as good as.
    known
        Players, by id, whose preferences have been gathered before and stay.
    stakes
        D by player, in utility (`stakes.own_stakes`); None: 1 for all.
    """
    space = space or deal_space(scenario)
    probability = np.stack(
        [
            read(("futures", id, "probability"), future.probability, Scale.SHARE)
            for id, future in scenario.futures.items()
        ]
    )
    probability = probability / probability.sum(axis=0)
    players: dict[str, PlayerPreferences] = {}
    parties: dict[str, tuple[str, ...]] = {}
    for party_id, party in scenario.parties.items():
        parties[party_id] = tuple(sorted(party.players, key=lambda id, lead=party.lead: id != lead))  # type: ignore[misc]
        for id in parties[party_id]:
            if known is not None and id in known:
                players[id] = known[id]
                continue
            gather = _Gather(scenario, space, party_id, id, read, probability, stakes)
            players[id] = gather.player()
    powers = np.array([p.power.value if p.power else 1.0 for p in scenario.parties.values()])
    return Preferences(space, players, parties, probability, powers / powers.sum())


def thinned(preferences: Preferences, draws: int) -> Preferences:
    """Keep the first draws only; what is certain stays."""
    return _mapped(preferences, lambda array: array[..., :draws])


def in_draw(preferences: Preferences, draw: int) -> Preferences:
    """Return everyone's preferences in one draw alone, every array without its last axis."""
    return _mapped(
        preferences, lambda array: np.asarray(array[..., draw if array.shape[-1] > 1 else 0])
    )


def _mapped(preferences: Preferences, change: Callable[[FloatArray], FloatArray]) -> Preferences:
    players = {id: player.mapped(change) for id, player in preferences.players.items()}
    return replace(preferences, players=players, probability=change(preferences.probability))


@dataclass(frozen=True)
class _Gather:
    """Reads one player's numbers."""

    scenario: Scenario
    space: DealSpace
    party: str
    id: str
    read: Read
    probability: FloatArray
    stakes: Mapping[str, float] | None

    @property
    def _stake(self) -> float:
        return self.stakes[self.id] if self.stakes else 1.0

    @property
    def _player(self) -> Player:
        return self.scenario.parties[self.party].players[self.id]

    def _path(self, *keys: str) -> KeyPath:
        return ("parties", self.party, "players", self.id, *keys)

    def player(self) -> PlayerPreferences:
        terms = tuple(zip(self.space.issues, self.space.options, strict=True))
        worth = tuple(
            option_values(self.scenario, self.party, self.id, issue, options, self.read)
            for issue, options in terms
        )
        weight, pairs, strength = self._weights()
        future_worth = self._future_worths(worth, weight, pairs, strength)
        reservation = self._reservation(future_worth)
        own, case = self._player.acceptance, self.scenario.acceptance
        how = answering(own, case, self._path("acceptance"), self.read)
        return PlayerPreferences(
            worth=worth,
            weight=weight,
            pairs=pairs,
            strength=strength,
            future_worth=future_worth,
            reservation=reservation,
            no_veto=tuple(
                no_veto_probabilities(self.scenario, self.party, self.id, issue, options, self.read)
                for issue, options in terms
            ),
            demanded=reservation + how.threshold * self._stake,
            precision=how.steepness / self._stake,
            disadvantageous=how.disadvantageous,
            advantageous=how.advantageous,
            cost=self._cost(),
        )

    def _cost(self) -> FloatArray | None:
        if self._player.votes:
            return None
        cost = self._player.cost or AUDIENCE_COST
        lead = self.scenario.parties[self.party].lead
        of_lead = self.stakes[lead] if self.stakes else 1.0
        drawn = np.maximum(self.read(self._path("cost"), cost, Scale.PLAIN), 0)
        return np.asarray(drawn * of_lead / self._stake)

    def _weights(self) -> tuple[FloatArray, tuple[tuple[int, int], ...], FloatArray]:
        """Draw weights and interactions, and scale them so that they add up to 1 again."""
        weights = {
            id: self.read(self._path("weights", id), estimate, Scale.SHARE)
            for id, estimate in self._player.weights.items()
        }
        draws = max((len(drawn) for drawn in weights.values()), default=1)
        weight = np.stack([weights.get(id, np.zeros(draws)) for id in self.space.issues])
        pairs = tuple(
            (
                self.space.issues.index(interaction.between[0]),
                self.space.issues.index(interaction.between[1]),
            )
            for interaction in self._player.interactions.values()
        )
        strength = np.array(
            [
                self._signed(self._path("interactions", id), interaction)
                for id, interaction in self._player.interactions.items()
            ]
        ).reshape(len(pairs), draws)
        strength = within_weights(weight, pairs, strength)
        total = weight.sum(axis=0) + strength.sum(axis=0)
        return weight / total, pairs, strength / total

    def _signed(self, path: KeyPath, estimate: Estimate) -> FloatArray:
        """Draw a strength on the logit scale of its size; its sign is not in doubt."""
        if estimate.value >= 0:
            return self.read(path, estimate, Scale.SHARE)
        low = None if estimate.high is None else -estimate.high
        high = None if estimate.low is None else -estimate.low
        return -self.read(path, Range(value=-estimate.value, low=low, high=high), Scale.SHARE)

    def _future_worths(
        self,
        worth: tuple[FloatArray, ...],
        weight: FloatArray,
        pairs: tuple[tuple[int, int], ...],
        strength: FloatArray,
    ) -> FloatArray:
        drawn = []
        for id in self.scenario.futures:
            stated = self._player.no_deal[id]
            if isinstance(stated, AsGoodAs):
                at = self.space.positions(stated.as_good_as)
                v = [values[k] for values, k in zip(worth, at, strict=True)]
                of = range(len(v))
                drawn.append(
                    multilinear(lambda k: weight[k] * v[k], v.__getitem__, of, pairs, strength)  # noqa: B023
                )
            else:
                drawn.append(self.read(self._path("no_deal", id), stated, Scale.SHARE))
        return np.stack(np.broadcast_arrays(*drawn))

    def _reservation(self, future_worth: FloatArray) -> FloatArray:
        """Weigh the futures; with a risk attitude, by their certainty equivalent (CARA)."""
        attitude = self._player.risk_attitude
        if attitude is None or (attitude.value == 0 and attitude.low is None):
            return certainty_equivalent(self.probability, future_worth, None)
        aversion = self.read(self._path("risk_attitude"), attitude, Scale.PLAIN)
        return certainty_equivalent(self.probability, future_worth, aversion)
