"""Checks of what each player wants: weights, value functions, red lines, no-deal worths."""

from simulator.scenario.base import KeyPath
from simulator.scenario.checks import SUM_TOLERANCE, Findings, named, range_of
from simulator.scenario.deals import crosses, options
from simulator.scenario.holders import Holder, holder
from simulator.scenario.issues import ContinuousIssue
from simulator.scenario.parameter_kinds import kind_of
from simulator.scenario.parameters import own_numbers
from simulator.scenario.players import AsGoodAs, Interaction, Player, RedLine
from simulator.scenario.scenario import Scenario
from simulator.scenario.validation.helpers import option_of, terms_of
from simulator.scenario.value_functions import within


def check_players(scenario: Scenario) -> Findings:
    """Check every player of every party."""
    for party_id, party in scenario.parties.items():
        for id, player in party.players.items():
            at = ("parties", party_id, "players", id)
            yield from check_holder(scenario, holder(scenario, party_id, id))
            yield from _character(at, player)
            if player.cost is not None and player.role != "audience":
                yield (*at, "cost"), 'only a player whose role is "audience" has a cost'


def check_holder(scenario: Scenario, whose: Holder) -> Findings:
    """Check what a player, or a group of a body, wants."""
    yield from _weights(scenario, whose)
    yield from _values(scenario, whose)
    for name, line in whose.player.red_lines.items():
        yield from _red_line(scenario, whose.path("red_lines", name), line)
    yield from _no_deal(scenario, whose)


def _weights(scenario: Scenario, whose: Holder) -> Findings:
    player = whose.player
    for id, weight in player.weights.items():
        yield from named(whose.path("weights", id), id, scenario.issues, "issue")
        yield from range_of(whose.path("weights", id), weight, "share")
    for id, coupling in player.interactions.items():
        yield from _interaction(whose.path("interactions", id), player, coupling)
    total = sum(weight.value for weight in player.weights.values())
    total += sum(interaction.value for interaction in player.interactions.values())
    if abs(total - 1) > SUM_TOLERANCE:
        what = "weights and interactions add" if player.interactions else "weights add"
        yield whose.path("weights"), f"the {what} up to {total:.6g}, not 1"
    for id, weight in player.weights.items():
        taken = sum(
            min(0.0, interaction.value)
            for interaction in player.interactions.values()
            if id in interaction.between and not interaction.either
        )
        if weight.value + taken < -SUM_TOLERANCE:
            yield (
                whose.path("weights", id),
                f"weight {weight.value:g} is less than the {-taken:g} that negative interactions "
                "take from it; more would then be worth less",
            )


def _interaction(path: KeyPath, player: Player, coupling: Interaction) -> Findings:
    first, second = coupling.between
    if first == second:
        yield (*path, "between"), "an interaction couples two different issues"
    for n, issue in enumerate(coupling.between):
        yield from named(
            (*path, "between", str(n)), issue, player.values, "issue with a value function"
        )
    if coupling.either and coupling.value < 0:
        yield (*path, "value"), f"with `either` it must be 0 or more; found {coupling.value:g}"
    if not -1 <= coupling.value <= 1:
        yield (*path, "value"), f"{coupling.value:g} must lie between -1 and 1"
        return
    sign = -1 if coupling.value < 0 else 1
    if coupling.low is not None and coupling.high is not None:
        ends = sorted((sign * coupling.low, sign * coupling.high))
        if coupling.low <= coupling.high and (ends[0] <= 0 or ends[1] >= 1):
            yield (
                (*path, "low"),
                f"the range {coupling.low:g} to {coupling.high:g} must stay on one side of 0, "
                "within -1 and 1",
            )
            return
    yield from range_of(path, coupling, "plain")


def _values(scenario: Scenario, whose: Holder) -> Findings:
    player = whose.player
    for id in player.weights:
        if id in scenario.issues and id not in player.values:
            yield whose.all("values"), f'the issue "{id}" has a weight but no value function here'
    for id, function in player.values.items():
        path = whose.path("values", id)
        if id not in scenario.issues:
            yield from named(path, id, scenario.issues, "issue")
        elif id not in player.weights and not any(
            id in coupling.between for coupling in player.interactions.values()
        ):
            yield path, f'the issue "{id}" has a value function but neither weight nor interaction'
        else:
            yield from function.check(path, scenario.issues[id])


def _red_line(scenario: Scenario, path: KeyPath, line: RedLine) -> Findings:
    yield from range_of((*path, "firmness"), line.firmness, "share")
    if line.softness is not None:
        yield from range_of((*path, "softness"), line.softness, kind_of((*path, "softness")).scale)
        if line.levels is not None:
            yield (
                (*path, "softness"),
                "nothing lies beyond a line that names its levels; leave `softness` out, or give the "
                "line by `below` or `above`",
            )
    if line.issue not in scenario.issues:
        yield from named((*path, "issue"), line.issue, scenario.issues, "issue")
        return
    issue = scenario.issues[line.issue]
    stated = [name for name in ("below", "above", "levels") if getattr(line, name) is not None]
    if len(stated) != 1:
        listed = " and ".join(stated) or "none"
        yield path, f"give exactly one of `below`, `above` and `levels`; found {listed}"
        return
    problems: list[tuple[KeyPath, str]] = []
    if line.levels is None:
        bound = line.below if line.below is not None else line.above
        assert bound is not None
        if isinstance(issue, ContinuousIssue) and not isinstance(bound, str):
            problems += within((*path, stated[0]), issue, bound)
        else:
            problems += option_of((*path, stated[0]), issue, bound)
        if issue.kind == "categorical":
            problems.append(((*path, stated[0]), "a categorical issue has no order; use `levels`"))
    elif isinstance(issue, ContinuousIssue):
        problems.append(
            ((*path, "levels"), "a continuous issue has no levels; use `below` or `above`")
        )
    else:
        for n, level in enumerate(line.levels):
            problems += option_of((*path, "levels", str(n)), issue, level)
    yield from problems
    if not problems:
        crossed = crosses(line, options(issue))
        if all(crossed) or not any(crossed):
            which = "every option crosses" if all(crossed) else "no option can cross"
            yield path, f"{which} this red line; it must tell some options from others"


def _no_deal(scenario: Scenario, whose: Holder) -> Findings:
    player = whose.player
    for id, worth in player.no_deal.items():
        path = whose.path("no_deal", id)
        yield from named(path, id, scenario.futures, "future")
        if isinstance(worth, AsGoodAs):
            yield from terms_of((*path, "as_good_as"), scenario, worth.as_good_as)
            missing = [issue for issue in scenario.issues if issue not in worth.as_good_as]
            if missing:
                yield (*path, "as_good_as"), f"this deal says nothing about {', '.join(missing)}"
        else:
            yield from range_of(path, worth, "share")
    missing = [id for id in scenario.futures if id not in player.no_deal]
    if missing:
        yield whose.all("no_deal"), f"the worth of {', '.join(missing)} is missing"


def _character(at: KeyPath, player: Player) -> Findings:
    for path, number in own_numbers(at, player):
        yield from range_of(path, number, kind_of(path).scale)
    attitude = player.risk_attitude
    if attitude is not None:
        ends = (attitude.value, attitude.low or 0, attitude.high or 0)
        if max(map(abs, ends)) > 20:
            yield (*at, "risk_attitude"), "a risk attitude lies between -20 and 20"
