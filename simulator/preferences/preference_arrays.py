"""What each player wants, as arrays: at the estimates' values, or as draws from their ranges.

The last axis of every array is the draw: 1 of them at the values, `uncertainty.DRAWS` in a sample.
Both come out of the same function, so that they cannot mean different things. In one draw by itself
(`in_draw`), and so in `Model.central`, that axis is gone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulator.arrays import FloatArray
from simulator.preferences.choice import chosen_probabilities
from simulator.preferences.gathering import Gather
from simulator.preferences.outcome_space import DealSpace, deal_space
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.uncertainty import Read, Scale
from simulator.scenario.holders import holder
from simulator.scenario.scenario import Scenario


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
    spans: Mapping[str, float] | None = None,
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
    spans
        By party that chooses futures, the unit of its lead's worths (`stakes.lead_spans`); None: 1.
    """
    space = space or deal_space(scenario)
    probability = np.stack(
        [
            read(("futures", id, "probability"), future.probability, Scale.SHARE)
            for id, future in scenario.futures.items()
        ]
    )
    probability = probability / probability.sum(axis=0)
    known = known or {}
    to_leads = {
        id: known[party.lead].future_worth
        if party.lead in known
        else Gather(
            scenario, space, holder(scenario, id, party.lead), read, probability, stakes
        ).future_worth
        for id, party in scenario.choosers.items()
    }
    probability = chosen_probabilities(scenario, probability, to_leads, spans or {}, read)
    players: dict[str, PlayerPreferences] = {}
    parties: dict[str, tuple[str, ...]] = {}
    for party_id, party in scenario.parties.items():
        parties[party_id] = tuple(sorted(party.players, key=lambda id, lead=party.lead: id != lead))  # type: ignore[misc]
        for id in parties[party_id]:
            if id in known:
                players[id] = known[id]
                continue
            whose = holder(scenario, party_id, id)
            gather = Gather(scenario, space, whose, read, probability, stakes)
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
