"""What flips an answer, in words made from the numbers."""

from collections.abc import Sequence

from simulator.formatting import percent
from simulator.sensitivity.switching import Switch


def flip(switch: Switch) -> str:
    """Say what would flip an answer, for after an 'if': 'the chance of ‘…’ fell below 27 % (now 40 %)'."""
    way = "fell below" if switch.falls else "rose above"
    at, now = switch.parameter.written_apart(switch.deviate, 0.0)
    return f"{switch.parameter.phrase} {way} {at} (now {now})"


def turned(by: Sequence[tuple[str, float]], to_yes: bool) -> str:
    """Go on after a side's name with what would turn its answer, each with how likely it is."""
    if not by:
        return (
            ": no single number about the situation changes which answer is likelier, not even at the 1st "
            "or the 99th percentile of its range."
        )
    answer = "accept than to refuse" if to_yes else "refuse than to accept"
    conditions = "; or if ".join(f"{words}: {percent(chance)} likely" for words, chance in by)
    return f" would be more likely to {answer} if {conditions}."
