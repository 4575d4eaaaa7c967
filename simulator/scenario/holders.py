"""Who holds preferences: each player, and each group of a body that wants something else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor

from simulator.scenario.base import KeyPath
from simulator.scenario.players import Group, Player, RedLine
from simulator.scenario.scenario import Scenario

FIRM = 0.5
"""A red line is probably real from here on: it is as likely as not that its player means it."""
ROUNDING = 1e-6
"""Of votes: as much as a fraction may be off."""


@dataclass(frozen=True)
class Holder:
    """One who holds preferences.

    Attributes
    ----------
    party, id
        The player, or the body that a group belongs to.
    group
        The group's id; empty for the player itself.
    player
        What it wants: of a group, the body's or another player's preferences with its own changes.
    """

    party: str
    id: str
    group: str
    player: Player
    _own: Group | None = None

    @property
    def key(self) -> str:
        """What names it among all holders; no id holds a full stop."""
        return f"{self.id}.{self.group}" if self.group else self.id

    def path(self, *keys: str) -> KeyPath:
        """Return the keys that lead to a number: a group's own, or that of whoever it is like."""
        at = ("parties", self.party, "players")
        if self._own is None or keys[0] == "acceptance":
            return (*at, self.id, *keys)
        group = self._own
        stated = group.weights if keys[0] == "interactions" else getattr(group, keys[0])
        whole = keys[0] in ("weights", "interactions", "risk_attitude")
        if stated and (whole or len(keys) == 1 or keys[1] in stated):
            return (*at, self.id, *self._in_body, *keys)
        return (*at, group.like or self.id, *keys)

    def all(self, key: str) -> KeyPath:
        """Return the key under which several of its numbers stand, some of which may be another's."""
        return ("parties", self.party, "players", self.id, *self._in_body, key)

    @property
    def _in_body(self) -> KeyPath:
        return ("groups", self.group) if self.group else ()


def holder(scenario: Scenario, party: str, id: str, group: str = "") -> Holder:
    """Return a player, or a group of a body, with what it wants."""
    players = scenario.parties[party].players
    if not group:
        return Holder(party, id, "", players[id])
    own = players[id].groups[group]
    return Holder(
        party,
        id,
        group,
        _as_changed(players.get(own.like or id, players[id]), players[id], own),
        own,
    )


def differing(player: Player) -> Iterator[str]:
    """List the groups of a body that want something else than the body's others."""
    yield from (id for id, group in player.groups.items() if group.differs)


def holders(scenario: Scenario) -> Iterator[Holder]:
    """List everyone who holds preferences."""
    for party_id, party in scenario.parties.items():
        for id, player in party.players.items():
            for group in ("", *differing(player)):
                yield holder(scenario, party_id, id, group)


def _as_changed(base: Player, body: Player, group: Group) -> Player:
    """Put a group's own numbers in the place of its model's.

    Weights come whole, with their interactions, since they add up to 1 together; the rest one by one.
    """
    weights = group.weights or base.weights
    interactions = group.interactions if group.weights else base.interactions
    matter = {*weights, *(id for coupling in interactions.values() for id in coupling.between)}
    values = {**base.values, **group.values}
    return base.model_copy(
        update={
            "role": "veto",
            "weights": weights,
            "interactions": interactions,
            "values": {id: function for id, function in values.items() if id in matter},
            "red_lines": {**base.red_lines, **group.red_lines},
            "no_deal": {**base.no_deal, **group.no_deal},
            "risk_attitude": group.risk_attitude or base.risk_attitude,
            "acceptance": body.acceptance,
            "threshold": None,
            "groups": {},
        }
    )


def votes_needed(body: Player, present: float) -> int:
    """Return how many votes carry a body.

    Parameters
    ----------
    present
        How many members vote.
    """
    rule = body.threshold
    assert rule is not None
    if rule.votes is not None:
        return rule.votes
    members = sum(group.members for group in body.groups.values())
    whole = members if rule.of == "members" else round(present)
    if rule.more_than is not None:
        return floor(rule.more_than * whole + ROUNDING) + 1
    assert rule.at_least is not None
    return ceil(rule.at_least * whole - ROUNDING)


def present(group: Group) -> float:
    """Return how many of a group vote, at the estimates' values."""
    return group.members * (group.turnout.value if group.turnout else 1.0)


def firm_lines_of(scenario: Scenario, party: str, id: str) -> Mapping[KeyPath, RedLine]:
    """Return a player's red lines that are probably real at central values, by the keys to their firmness.

    A body's are those of the groups without whom the others cannot carry it.
    """
    player = scenario.parties[party].players[id]
    everyone = [
        holder(scenario, party, id, g if group.differs else "")
        for g, group in player.groups.items()
    ]
    members = [present(group) for group in player.groups.values()]
    everyone, members = everyone or [holder(scenario, party, id)], members or [1.0]
    needed = votes_needed(player, sum(members)) if player.groups else 1
    firm: dict[KeyPath, RedLine] = {}
    for name in player.lines:
        against = [
            (one, count)
            for one, count in zip(everyone, members, strict=True)
            if name in one.player.red_lines and one.player.red_lines[name].firmness.value >= FIRM
        ]
        if against and sum(members) - sum(count for _, count in against) < needed:
            first = against[0][0]
            firm[first.path("red_lines", name, "firmness")] = first.player.red_lines[name]
    return firm
