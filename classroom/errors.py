"""What can go wrong in a class, drawn as a tree.

SimulatorError
└── ClassError        anything that a class refuses, with a sentence for the person who asked
    ├── Unknown       no such class, person or table, or the key does not fit
    ├── TooFast       asked too often; says when to try again
    ├── BadText       a name or a message that is empty or too long
    ├── Refused       not possible as things stand now: the talks are over, the offer is gone
    └── Unavailable   the database cannot be reached just now
"""

from simulator.errors import SimulatorError


class ClassError(SimulatorError):
    """Anything that a class refuses, with a sentence for the person who asked."""


class Unknown(ClassError):
    """There is no such class, person or table, or the key does not fit."""


class TooFast(ClassError):
    """Asked too often.

    Parameters
    ----------
    seconds
        For which the answer is to be held back, so that asking again and again is slow.
    """

    def __init__(self, words: str, seconds: float = 0.0) -> None:
        super().__init__(words)
        self.seconds = seconds


class BadText(ClassError):
    """A name or a message that cannot be taken."""


class Refused(ClassError):
    """Not possible as things stand now."""


class Unavailable(ClassError):
    """The database cannot be reached just now."""
