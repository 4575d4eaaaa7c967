"""The answers that the record knows, up to a day, as the model learns from them."""

import math
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


def answer_day(scenario: Scenario, proposal: Proposal) -> date:
    """Return the day on which the answers to a proposal were known.

    Its own where the record does not say how long they took, and where all sides tabled it: on the day of
    a common text its answer has been given.
    """
    if set(scenario.parties) <= set(proposal.proposer):
        return proposal.date
    return proposal.date + timedelta(days=math.ceil(proposal.answer_days or 0))


def known_answers(scenario: Scenario, until: date | None = None) -> list[KnownAnswer]:
    """List what each house answered to texts that are coded in full, in order of the answers' days.

    A player's answer counts for the player, a party's for all its players with a vote, and where a text was
    accepted and nothing more is known, the leads have signed. Who was not asked says nothing. The same answer
    of the same players to a text coded alike counts once.

    Parameters
    ----------
    until
        The last day whose answers are known; None: all are.
    """
    listed, before = [], set()
    by_day = sorted(scenario.history.items(), key=lambda dated: answer_day(scenario, dated[1]))
    for id, proposal in by_day:
        deal, day = proposal_deal(scenario, id), answer_day(scenario, proposal)
        if deal is None or (until is not None and day > until):
            continue
        for party in scenario.parties:
            answered = _of_house(scenario, proposal, party)
            again = (*deal.items(), party, *sorted(answered[0].items()), answered[1])
            if (answered[0] or answered[1]) and again not in before:
                before.add(again)
                listed.append(KnownAnswer(id, day, Answered(deal, party, *answered)))
    return listed


def _of_house(scenario: Scenario, proposal: Proposal, party: str) -> tuple[dict[str, bool], bool]:
    """Return whether each player of a party said yes, and whether somebody unknown said no."""
    lead = scenario.parties[party].lead
    voters = [lead, *scenario.voters_at_home(party)]
    told = {id: proposal.answers.get(id) for id in voters}
    players = {id: answer == "accepted" for id, answer in told.items() if answer in YES_OR_NO}
    house = proposal.answers.get(party)
    if house == "accepted":
        return dict.fromkeys(voters, True) | players, False
    if not players and house is None and proposal.happened == "accepted":
        return {lead: True}, False
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


def answer_days(scenario: Scenario) -> list[date]:
    """List the days on which an answer became known, in order."""
    return sorted({known.day for known in known_answers(scenario)})
