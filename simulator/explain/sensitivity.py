"""What flips an answer, in words made from the numbers."""

from simulator.sensitivity.switching import Switch


def flip(found: Switch) -> str:
    """Say what would flip an answer, for after an 'if': 'the chance of ‘…’ fell below 27 % (now 40 %)'."""
    way = "fell below" if found.falls else "rose above"
    return f"{found.parameter.phrase} {way} {found.written} (now {found.parameter.written(0.0)})"
