"""A debrief in plain sentences, without markup."""

from simulator.bargaining.solutions import SOLUTIONS
from simulator.explain.refusals import deals_on_record
from simulator.formatting import HARDLY, capital, listed, mentioned, percent
from simulator.simulation.human.debrief import Debrief
from simulator.simulation.human.revealed import NOTICED
from simulator.simulation.human.session import PlayedGame
from simulator.simulation.protocol import Ending

MEANINGS = {
    **{id: solution.meaning for id, solution in SOLUTIONS.items()},
    "real": "the last text that was accepted in the real talks",
}
NAMES = {
    **{id: solution.label for id, solution in SOLUTIONS.items()},
    "real": "Signed in reality",
}


def ended(game: PlayedGame, look: Debrief) -> str:
    """Say how the game ended."""
    scenario, held = game.phase.scenario, game.table.plan
    when = f"in round {game.round} of {held.rounds}"
    if look.ending is Ending.AGREED:
        return f"A deal was signed {when}."
    if look.ending is Ending.NOT_RATIFIED:
        refused = listed(
            mentioned(scenario.players[id].name) for id, yes in game.home.items() if not yes
        )
        return f"The negotiators agreed {when}, but {refused} refused to ratify: there is no deal."
    if look.ending is Ending.BROKEN_OFF:
        return f"The talks broke down after the refusal {when}: there is no deal."
    if look.ending is Ending.DEADLINE:
        return f"The last offer was refused {when}: there is no deal."
    who = (
        "You" if game.left == game.table.person else capital(scenario.parties[str(game.left)].name)
    )
    return f"{who} walked out {when}: there is no deal."


def results(game: PlayedGame, look: Debrief) -> str:
    """Say what each side got, beside its reservation value."""
    parts = []
    for place, party in enumerate(look.parties):
        floor = f"reservation value {look.none[place]:.2f}"
        got = f"{look.outcome[place]:.2f} for {_whom(game, party)}"
        parts.append(got + (f" ({floor})" if look.signed else ""))
    return f"Utility {'of the deal' if look.signed else 'without a deal'}: {listed(parts)}."


def left(game: PlayedGame, look: Debrief) -> list[str]:
    """Say what was left on the table."""
    if not len(look.frontier) and look.open:
        return [
            "There was no ZOPA: every deal that leaves everyone at least as well off as no deal crosses a "
            "red line that is probably real. Not signing was no failure."
        ]
    if not len(look.frontier):
        return [
            "There was no ZOPA: every deal would have left somebody worse off than no deal. "
            "Not signing was no failure."
        ]
    sentences = []
    everyone = "Both sides" if len(look.parties) == 2 else "All sides"
    if look.better is not None and look.mutual >= HARDLY:
        sentences.append(
            f"{everyone} could have gained at least {look.mutual:.2f} more at the same time. "
            "That much was left on the table."
        )
    elif (look.most < HARDLY).all():
        sentences.append(
            "Nothing was left on the table: nobody could have gained without somebody else losing."
        )
    person = look.person
    for place, party in enumerate(look.parties):
        if look.most[place] >= HARDLY:
            sentences.append(
                f"Without anyone else losing, {_whom(game, party)} could have gained up to "
                f"{look.most[place]:.2f} more."
            )
    return sentences + [_beside(look, mark.name, mark.worth[person]) for mark in look.landmarks]


def _beside(look: Debrief, name: str, worth: float) -> str:
    gap = float(look.outcome[look.person] - worth)
    how = "the same as you got" if abs(gap) < HARDLY else ""
    how = how or f"{abs(gap):.2f} {'less' if gap > 0 else 'more'} than you got"
    return f"{NAMES[name]} ({MEANINGS[name]}) would have given you {worth:.2f}: {how}."


def offers_summary(game: PlayedGame, look: Debrief) -> list[str]:
    """Say how good the offers were, the person's and the others'."""
    person = look.parties[look.person]
    own = [offer for offer in look.offers if offer.party == person]
    theirs = [offer for offer in look.offers if offer.party != person]
    sentences = []
    if theirs:
        best = max(theirs, key=lambda offer: float(offer.worth[look.person]))
        good = sum(bool(offer.worth[look.person] >= offer.none[look.person]) for offer in theirs)
        sentences.append(
            f"Offers to you that were at least as good for you as no deal: {good} of {len(theirs)}. "
            f"The best came in round {best.round} (utility {best.worth[look.person]:.2f})."
        )
    if own:
        good = sum(offer.acceptable for offer in own)
        sentences.append(
            f"Your offers that left no negotiator worse off than no deal: {good} of {len(own)}."
        )
    return sentences


def put_forward_on_record(game: PlayedGame, look: Debrief) -> list[str]:
    """Say who refused in reality what the deals to compare with have, but for the real one."""
    deals = [(NAMES[mark.name], mark.deal) for mark in look.landmarks if mark.name != "real"]
    if look.better is not None:
        deals.insert(0, ("better for all", look.better.deal))
    return deals_on_record(game.phase.scenario, deals)


def gave_away(game: PlayedGame, look: Debrief) -> list[str]:
    """Say what the person's moves told the other side about it."""
    sentences = []
    issues = game.phase.scenario.issues
    for part in look.revealed:
        moves = "Your refusals" if part.kind == "refusals" else "Your offers"
        up = part.kind == "refusals"
        told = [
            (issue, belief)
            for issue, belief in part.priorities.items()
            if abs(belief.shift) >= NOTICED and (belief.shift > 0) == up
        ]
        if told:
            issue, belief = told[0]
            sentences.append(
                f"{moves} told the other side that ‘{issues[issue].name}’ matters "
                f"{'to you' if up else 'less to you'}: knowing only the ranges of your numbers, it would put "
                f"your priority at {percent(belief.after)} now, {percent(belief.before)} before."
            )
        if abs(part.no_deal.shift) >= NOTICED:
            than = "better" if part.no_deal.shift > 0 else "worse"
            sentences.append(
                f"{moves} told the other side that no deal is {than} for you than it thought: a utility of "
                f"{part.no_deal.after:.2f}, not {part.no_deal.before:.2f}."
            )
    if look.revealed and not sentences:
        sentences.append("Your moves told the other side next to nothing about what you want.")
    return sentences


def _whom(game: PlayedGame, party: str) -> str:
    return (
        "you" if party == game.table.person else mentioned(game.phase.scenario.parties[party].name)
    )
