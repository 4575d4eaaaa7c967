"""A debrief in plain sentences, without markup."""

from simulator.dynamics.debrief import Debrief
from simulator.dynamics.play import Game
from simulator.dynamics.protocol import Ending
from simulator.wording import HARDLY, SOLUTION_NAMES, listed

MEANINGS = {
    "nash": "the largest product of all gains over no deal",
    "kalai_smorodinsky": "equal shares of what each could hope for at most",
    "real": "the last text that was accepted in the real talks",
}
NAMES = {**SOLUTION_NAMES, "real": "Really signed"}


def ended(game: Game, look: Debrief) -> str:
    """Say how the game ended."""
    scenario, held = game.stage.scenario, game.table.plan
    when = f"in round {game.round} of {held.rounds}"
    if look.ending is Ending.AGREED:
        return f"A deal was signed {when}."
    if look.ending is Ending.NOT_RATIFIED:
        refused = listed(scenario.players[id].name for id, yes in game.home.items() if not yes)
        return f"The leaders agreed {when}, but at home {refused} said no: there is no deal."
    if look.ending is Ending.BROKEN_OFF:
        return f"The talks broke off by chance after the refusal {when}: there is no deal."
    if look.ending is Ending.DEADLINE:
        return f"The last offer was refused {when}: there is no deal."
    who = "You" if game.left == game.table.person else scenario.parties[str(game.left)].name
    return f"{who} walked out {when}: there is no deal."


def results(game: Game, look: Debrief) -> str:
    """Say what each side got, beside what no deal is worth to it."""
    parts = []
    for place, party in enumerate(look.parties):
        floor = f"no deal: {look.none[place]:.2f}"
        got = f"{look.outcome[place]:.2f} to {_whom(game, party)}"
        parts.append(got + (f" ({floor})" if look.signed else ""))
    return f"{'It' if look.signed else 'No deal'} is worth {listed(parts)}."


def left(game: Game, look: Debrief) -> list[str]:
    """Say what was left on the table."""
    if not len(look.frontier):
        return [
            "No deal would have left everyone at least as well off as no deal. "
            "Not to sign was no failure."
        ]
    said = []
    everyone = "Both sides" if len(look.parties) == 2 else "All sides"
    if look.better is not None and look.mutual >= HARDLY:
        said.append(
            f"{everyone} could have had at least {look.mutual:.2f} more at the same time. "
            "That much was left on the table."
        )
    elif (look.most < HARDLY).all():
        said.append(
            "Nothing was left on the table: nobody could have gained without another losing."
        )
    person = look.person
    for place, party in enumerate(look.parties):
        if look.most[place] >= HARDLY:
            said.append(
                f"Without anyone else losing, {_whom(game, party)} could have had up to "
                f"{look.most[place]:.2f} more."
            )
    return said + [_beside(look, mark.name, mark.worth[person]) for mark in look.landmarks]


def _beside(look: Debrief, name: str, worth: float) -> str:
    gap = float(look.outcome[look.person] - worth)
    how = "as much as you got" if abs(gap) < HARDLY else ""
    how = how or f"{abs(gap):.2f} {'less' if gap > 0 else 'more'} than you got"
    return f"{NAMES[name]} ({MEANINGS[name]}) would have brought you {worth:.2f}: {how}."


def offers_told(game: Game, look: Debrief) -> list[str]:
    """Say how good the offers were, the person's and the others'."""
    person = look.parties[look.person]
    mine = [each for each in look.offers if each.party == person]
    theirs = [each for each in look.offers if each.party != person]
    said = []
    if theirs:
        best = max(theirs, key=lambda each: float(each.worth[look.person]))
        good = sum(bool(each.worth[look.person] >= each.none[look.person]) for each in theirs)
        said.append(
            f"Offers made to you that were worth no less to you than no deal: {good} of {len(theirs)}. "
            f"The best came in round {best.round} ({best.worth[look.person]:.2f})."
        )
    if mine:
        good = sum(each.acceptable for each in mine)
        said.append(
            f"Your offers that left no leader worse off than no deal: {good} of {len(mine)}."
        )
    return said


def _whom(game: Game, party: str) -> str:
    return "you" if party == game.table.person else game.stage.scenario.parties[party].name
