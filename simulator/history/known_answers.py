"""The answers that the record knows, up to a day, as the model learns from them."""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from simulator.acceptance.learning import Answered, Learned, learn
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal
from simulator.scenario.record import Proposal
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class KnownAnswer:
    """One house's answer to a real text, and the day on which it was known."""

    proposal: str
    day: date
    answered: Answered


def answer_day(scenario: Scenario, proposal: Proposal, whose: str = "") -> date:
    """Return the day on which an answer to a proposal was known.

    Where the record has none for this one: the proposal's own if it does not say how long answers took, or
    if all sides tabled it, as on the day of a common text its answer has been given.
    """
    if whose in proposal.answered_on:
        return proposal.answered_on[whose]
    if set(scenario.parties) <= set(proposal.proposer):
        return proposal.date
    return proposal.date + timedelta(days=math.ceil(proposal.answer_days or 0))


def answer_events(scenario: Scenario) -> list[KnownAnswer]:
    """List what is known of each house's answer to each text that is coded in full, by day.

    Anew on each day on which more of an answer is known. A player's answer counts for the player, a party's
    for all its players with a vote, and of an accepted text the leads have signed. Who was not asked says
    nothing. The same answer of the same players to a text coded alike counts once.
    """
    events, before = [], set()
    by_day = sorted(scenario.history.items(), key=lambda dated: answer_day(scenario, dated[1]))
    for id, proposal in by_day:
        deal = proposal_deal(scenario, id)
        if deal is None:
            continue
        for party in scenario.parties:
            days = _days(scenario, proposal, party)
            for day in sorted(set(days.values())):
                known = [whose for whose, its_day in days.items() if its_day <= day]
                answered = _of_house(scenario, proposal, party, known)
                again = (*deal.items(), party, *sorted(answered[0].items()), answered[1])
                if any(answered) and again not in before:
                    before.add(again)
                    events.append(KnownAnswer(id, day, Answered(deal, party, *answered)))
    return sorted(events, key=lambda event: event.day)


def known_answers(scenario: Scenario, until: date | None = None) -> list[KnownAnswer]:
    """List what each house answered to each text, as far as that is known, in order of the days.

    Parameters
    ----------
    until
        The last day whose answers are known; None: all are.
    """
    latest: dict[tuple[str, str], KnownAnswer] = {}
    for event in answer_events(scenario):
        if until is None or event.day <= until:
            latest[event.proposal, event.answered.party] = event
    return sorted(latest.values(), key=lambda known: known.day)


def _days(scenario: Scenario, proposal: Proposal, party: str) -> dict[str, date]:
    """Return by a party and its players with a vote the day on which its answer was known."""
    house = [party, scenario.parties[party].lead, *scenario.voters_at_home(party)]
    return {
        whose: answer_day(scenario, proposal, whose)
        for whose in house
        if whose in proposal.answers or whose == scenario.parties[party].lead
    }


def _of_house(
    scenario: Scenario, proposal: Proposal, party: str, known: Collection[str]
) -> tuple[dict[str, bool], bool]:
    """Return whether each player of a party said yes, and whether somebody unknown said no.

    Of those whose answers are known by now.
    """
    lead = scenario.parties[party].lead
    voters = [lead, *scenario.voters_at_home(party)]
    told = {id: proposal.answers.get(id) for id in voters if id in known}
    players = {id: answer == "accepted" for id, answer in told.items() if answer in YES_OR_NO}
    house = proposal.answers.get(party) if party in known else None
    if house == "accepted":
        return dict.fromkeys(voters, True) | players, False
    if party not in proposal.answers and proposal.happened == "accepted" and lead in known:
        return {lead: True} | players, False
    return players, house == "refused" and all(players.values())


YES_OR_NO = ("accepted", "refused")


def learned_by(model: Model, until: date | None = None) -> Learned:
    """Return what is believed on a day, by the answers that are known then."""
    return learn(model, [known.answered for known in known_answers(model.scenario, until)])


def learned_elsewhere(model: Model, then: Model, until: date | None = None) -> Learned:
    """Return what is believed in a variant, of the same people on another day.

    Its own model without what was learned where it has other uncertain numbers.

    Parameters
    ----------
    then
        The circumstances in which the real texts were answered: those of what the variant extends.
    """
    learned = learned_by(then, until)
    alike = then.reader.draws_like(model.reader)
    return replace(learned, model=model.with_draws(learned.model.chosen if alike else None))
