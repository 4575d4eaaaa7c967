"""What a survey of the deal space holds and could not work out exactly, in words."""

from simulator.bargaining.survey import Survey


def within_lines(surveyed: Survey) -> str:
    """Say how many deals red lines leave in the ZOPA, of how many; nothing where they leave them all."""
    if surveyed.zopa_size == surveyed.rational:
        return ""
    if surveyed.rational == 1:
        return (
            "The only deal that leaves everyone at least as well off as no deal crosses a red line that is "
            "probably real."
        )
    rational = f"{'about ' if surveyed.estimated else ''}{surveyed.rational:,}"
    if not surveyed.zopa_size:
        return (
            f"Each of {rational} deals that leave everyone at least as well off as no deal crosses a red "
            "line that is probably real."
        )
    return (
        f"Of {rational} deals that leave everyone at least as well off as no deal, {surveyed.zopa_size:,} "
        f"{'crosses' if surveyed.zopa_size == 1 else 'cross'} no red line that is probably real."
    )


def frontier_name(surveyed: Survey) -> str:
    """Call the frontier what it is: where red lines narrow it, it does not go round all deals."""
    return "Pareto frontier within red lines" if within_lines(surveyed) else "Pareto frontier"


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
