"""How much a scenario may ask for: budgets in deals, values and comparisons, never in seconds.

A file that asks for more than can be refused is refused when it is read, with the limit and what to
change; what cannot be known from the file alone (how wide a frontier gets) is stopped where its
budget ends, and what is shown instead says that it is a part. `python -m benchmarks
limits` measures what the largest of each take.
"""

from dataclasses import dataclass

from simulator.errors import FrontierError

ENUMERABLE = 6_000_000
"""Deals of a space that is gone through deal by deal."""
KEPT = 5_000_000
"""Deals that keep the locked terms, gone through whenever others are locked."""
VALUED = 36_000_000
"""Deals times players that are valued to go through a space."""
HELD = 32_000_000
"""Utilities held at once while a frontier grows: 256 MB."""
WIDEST = 200_000
"""Deals of a frontier."""
SORTED = 1_000_000
"""Utilities of three parties or more that are sorted before they are compared."""
CANDIDATES = 500_000
"""Deals that may be efficient between two parties, at first sight, and are sorted to find out."""
COMPARED = 60_000_000
"""Utilities compared, one by one, to find the frontier between three parties or more."""
MULTIPLIED = 100_000_000
"""Multiplications spent on a part of a frontier that is too wide."""
SAMPLED = 250_000
"""Deals drawn from a space that is too large to go through, at the most."""
LOOKED_UP = 25_000_000
"""Deals times players times issues of such a sample."""
COUPLED = 262_144
"""Combinations of the options of issues that interactions couple."""
DRAWN = 4_000
"""Options times players whose worths, or red lines, are drawn: 32 kB each, 128 MB."""
CERTAIN = 400_000
"""Options times players that are valued at all."""
NUMBERS = 520
"""Numbers other than the worth of options: each is drawn, or stands for as many draws."""


@dataclass
class Comparisons:
    """How many comparisons are left."""

    left: int = COMPARED

    def spend(self, points: int, rivals: int, parties: int) -> None:
        """Take a comparison of some points with their rivals off what is left.

        Raises
        ------
        FrontierError
            If that is more than is left.
        """
        self.left -= points * rivals * parties
        if self.left < 0:
            raise FrontierError
