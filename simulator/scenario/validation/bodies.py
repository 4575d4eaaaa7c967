"""Checks of bodies: their groups, and what carries their vote."""

from simulator.scenario.base import KeyPath
from simulator.scenario.checks import Findings, named, range_of
from simulator.scenario.holders import holder, present, votes_needed
from simulator.scenario.parameter_kinds import kind_of
from simulator.scenario.players import Group, Player
from simulator.scenario.scenario import Scenario
from simulator.scenario.validation.preferences import check_holder

ONLY = 'only a player whose role is "body" has {what}'
AVERSION = ("disadvantageous", "advantageous")


def check_bodies(scenario: Scenario) -> Findings:
    """Check the groups and the threshold of every body, and that nobody else has any."""
    for party_id, party in scenario.parties.items():
        for id, player in party.players.items():
            at = ("parties", party_id, "players", id)
            if player.role != "body":
                if player.groups:
                    yield (*at, "groups"), ONLY.format(what="groups")
                if player.threshold is not None:
                    yield (*at, "threshold"), ONLY.format(what="a threshold")
                continue
            if not player.groups:
                yield (*at, "groups"), "a body needs its groups, each with its `members`"
            for name, group in player.groups.items():
                yield from _group(scenario, (*at, "groups", name), player, group)
            yield from _threshold((*at, "threshold"), player)
            for name in AVERSION:
                if getattr(player.acceptance, name) or getattr(scenario.acceptance, name):
                    yield (
                        (*at, "acceptance", name),
                        "a body's members compare with no deal alone; leave this out, of the whole "
                        "scenario too, or give it to the players that have it",
                    )


def _group(scenario: Scenario, at: KeyPath, body: Player, group: Group) -> Findings:
    party, id = at[1], at[3]
    players = scenario.parties[party].players
    for name, number in (("discipline", group.discipline), ("turnout", group.turnout)):
        if number is not None:
            yield from range_of((*at, name), number, kind_of((*at, name)).scale)
    if group.discipline is None and group.members > 1:
        yield (
            at,
            "give `discipline`, from 0 (each member votes for itself) to 1 (they vote as one)",
        )
    if group.turnout is not None and group.turnout.value <= 0:
        yield (*at, "turnout"), "somebody must vote; leave out a group that doesn't"
    if group.like is not None:
        others = [other for other in players if players[other].role != "body"]
        yield from named((*at, "like"), group.like, others, "player of this party")
        if group.like not in others:
            return
    if group.differs:
        for path, words in check_holder(scenario, holder(scenario, party, id, at[5])):
            if path[: len(at)] == at:
                yield path, words


def _threshold(at: KeyPath, body: Player) -> Findings:
    rule = body.threshold
    if rule is None:
        yield at, "a body needs a threshold: `votes`, `more_than` or `at_least`"
        return
    stated = [
        name for name in ("votes", "more_than", "at_least") if getattr(rule, name) is not None
    ]
    if len(stated) != 1:
        listed = " and ".join(stated) or "none"
        yield at, f"give exactly one of `votes`, `more_than` and `at_least`; found {listed}"
        return
    if rule.votes is not None and rule.of == "votes_cast":
        yield (*at, "of"), "a number of votes is of nothing; leave `of` out"
    members = sum(group.members for group in body.groups.values())
    voting = sum(map(present, body.groups.values()))
    needed = votes_needed(body, voting)
    if body.groups and needed > members:
        yield (*at, stated[0]), f"{needed:,} votes are needed; the groups have {members:,} members"
    elif body.groups and needed > voting:
        yield (
            (*at, stated[0]),
            f"{needed:,} votes are needed; of the {members:,} members {voting:,.0f} vote",
        )
