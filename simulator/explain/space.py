"""What a survey of the deal space could not work out exactly, in words."""

from simulator.bargaining.survey import Survey


def how_exact(surveyed: Survey) -> str:
    """Say what of a survey is a part or an estimate; nothing where all of it is exact."""
    if surveyed.partial:
        return (
            "There are too many efficient deals to compare them all. The frontier shown is a part of them, "
            "and the bargaining solutions are the best deals of that part, not of all."
        )
    if surveyed.estimated:
        return "There are too many deals to look at each: the size of the ZOPA is estimated from a sample."
    return ""
