"""What would create a ZOPA, in words: the same on the desk and beside the next move."""

from simulator.bargaining.feasibility import (
    FeasibilityChange,
    FeasibilityChanges,
    Short,
    TermOpening,
)
from simulator.bargaining.number_change import NumberChange
from simulator.formatting import listed, mentioned, percent
from simulator.preferences.outcome_space import Deal
from simulator.scenario.deals import label_of
from simulator.scenario.holders import FIRM
from simulator.scenario.scenario import Scenario
from ui.text import plain


def situation(scenario: Scenario, changes: FeasibilityChanges) -> str:
    """Say what stands in the way, as Markdown."""
    if changes.situation == "red_lines":
        return (
            "**Every deal that leaves everyone at least as well off as no deal crosses a red line that is "
            f"probably real** (a chance of {percent(FIRM)} or more, at central values)."
        )
    return nothing_open(scenario, changes.closest, kept=changes.situation == "locked")


def nothing_open(scenario: Scenario, closest: Short | None, kept: bool = False) -> str:
    """Say that there is no ZOPA, and how near the closest deal comes, as Markdown."""
    which = " that keeps the locked terms" if kept else ""
    words = (
        f"**There is no ZOPA: every deal{which} leaves somebody worse off than no deal** (at central "
        "values)."
    )
    if closest is None:
        return words
    who = plain(mentioned(scenario.players[closest.player].name))
    return (
        f"{words} In the closest deal, the utility for {who} is still {closest.lacks:.2f} too low, on a "
        "scale from 0 to 1."
    )


def number(scenario: Scenario, opening: FeasibilityChange) -> str:
    """Say what would have to be otherwise, as Markdown."""
    if opening.kind == "firmness":
        lines = listed(_line(scenario, change) for change in opening.changes)
        single = len(opening.changes) == 1
        return f"If {lines} {'were a bluff' if single else 'were bluffs'}"
    (change,) = opening.changes
    path = change.path
    if opening.kind == "probability":
        future, likely = plain(scenario.futures[path[1]].label), f"{100 * change.after:.4g} %"
        return f"If *{future}* were **{likely}** likely instead of {percent(change.before)}"
    who = plain(mentioned(scenario.players[path[3]].name))
    if opening.kind == "weight":
        term = plain(scenario.issues[path[5]].name)
        new = f"**{_exactly(change.after)}** instead of {change.before:.2f}"
        return f"If {who}’s priority for *{term}* were {new}"
    future = plain(scenario.futures[path[5]].label)
    return f"If *{future}* were worth **{_exactly(change.after)}** to {who} instead of {change.before:.2f}"


def measure(opening: FeasibilityChange) -> str:
    """Say how likely the new value is by the number's own range."""
    several = len(opening.changes) > 1
    if opening.inside is None:
        return "no range is given" if not several else "not all have a range"
    if opening.inside:
        return "within its range" if not several else "each within its range"
    return "outside its range" if not several else "not all within their ranges"


def term(scenario: Scenario, opening: TermOpening, table: Deal) -> str:
    """Say which locked terms would have to give, and the nearest deal then, as Markdown."""
    names = listed(plain(scenario.issues[id].name) for id in opening.unlocked)
    steps = listed(
        f"{plain(scenario.issues[id].name)} **{plain(label_of(scenario.issues[id], option))}**"
        for id, option in opening.deal.items()
        if option != table[id]
    )
    return f"If {names} could move, the closest deal would have {steps}."


def first(scenario: Scenario, changes: FeasibilityChanges) -> str:
    """Name the smallest change of a number, as a sentence; nothing where no single number will do."""
    if not changes.numbers:
        return "No single number, changed by itself, would create one."
    words = number(scenario, changes.numbers[0])
    return f"The smallest change of a single number that would create one: {words[0].lower()}{words[1:]}."


def _exactly(value: float) -> str:
    """Write a value to as many digits as it needs to create a ZOPA."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _line(scenario: Scenario, change: NumberChange) -> str:
    player = scenario.players[change.path[3]]
    line = player.red_lines[change.path[5]]
    return (
        f"*{plain(line.label)}* ({plain(player.name)}; {percent(change.before)} likely to be real)"
    )
