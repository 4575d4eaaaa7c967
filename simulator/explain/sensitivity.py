"""What flips an answer, in words made from the numbers."""

from simulator.sensitivity.switching import Switch


def flip(switch: Switch) -> str:
    """Say what would flip an answer, for after an 'if': 'the chance of ‘…’ fell below 27 % (now 40 %)'."""
    way = "fell below" if switch.falls else "rose above"
    return f"{switch.parameter.phrase} {way} {switch.written} (now {switch.parameter.written(0.0)})"
