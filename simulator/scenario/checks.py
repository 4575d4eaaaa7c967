"""Checks that every part of a scenario may need: a name must exist, a range make sense.

Each yields the path to a mistake and a sentence that says what was found and what is allowed.
"""

from collections.abc import Collection, Iterator
from typing import Literal

from simulator.errors import did_you_mean
from simulator.scenario.base import KeyPath, Range

SUM_TOLERANCE = 1e-6
"""How far from 1 rounding may put what must add up."""

Findings = Iterator[tuple[KeyPath, str]]
Scale = Literal["share", "positive", "amount", "plain"]
"""What a number may be: 0 to 1, more than 0, 0 or more, any."""


def named(path: KeyPath, name: str, known: Collection[str], what: str) -> Findings:
    """Complain unless a name is known."""
    if name not in known:
        yield path, f'there is no {what} "{name}". {did_you_mean(name, list(known))}'


def range_of(path: KeyPath, number: Range, scale: Scale) -> Findings:
    """Check a number and its range.

    Parameters
    ----------
    scale
        What the number may be.
    """
    value, low, high = number.value, number.low, number.high
    if scale == "share" and not 0 <= value <= 1:
        yield (*path, "value"), f"{value:g} must lie between 0 and 1"
        return
    if scale == "positive" and value <= 0:
        yield (*path, "value"), f"{value:g} must be more than 0"
        return
    if scale == "amount" and value < 0:
        yield (*path, "value"), f"{value:g} must be 0 or more"
        return
    if (low is None) != (high is None):
        yield path, "give both `low` and `high`, or neither"
        return
    if low is None or high is None:
        return
    if low > high:
        yield (*path, "low"), f"the range is reversed: low {low:g}, high {high:g}"
    elif not low <= value <= high:
        yield (
            (*path, "value"),
            f"value {value:g} lies outside its own range, {low:g} to {high:g}",
        )
    elif low == high:
        yield (*path, "low"), f"low and high are both {low:g}; leave them out if it is certain"
    elif scale == "share" and (low <= 0 or high >= 1):
        yield (
            (*path, "low" if low <= 0 else "high"),
            f"a share's range lies strictly between 0 and 1, found {low:g} to {high:g} "
            "(it is drawn on the logit scale)",
        )
    elif scale == "positive" and low <= 0:
        yield (*path, "low"), f"low {low:g} must be more than 0"
    elif scale == "amount" and low < 0:
        yield (*path, "low"), f"low {low:g} must be 0 or more"
