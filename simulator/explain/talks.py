"""How simulated talks went, in plain words."""

from collections.abc import Mapping

from simulator.simulation.protocol import Ending

ENDINGS: Mapping[Ending, str] = {
    Ending.AGREED: "signed",
    Ending.NOT_RATIFIED: "agreed by the leaders, refused at home",
    Ending.BROKEN_OFF: "broken off after a refusal",
    Ending.DEADLINE: "no deal by the deadline",
    Ending.WALKED_OUT: "someone walked out",
}
