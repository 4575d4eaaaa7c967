"""Results in plain words: chances, lists, and the sentence that says why. No markup of any kind."""

from collections.abc import Mapping

from simulator.acceptance.evaluation import Evaluation, Likely, PlayerView, VoteView
from simulator.explain.sensitivity import flip
from simulator.formatting import (
    HARDLY,
    capital,
    in_a_sentence,
    in_words,
    listed,
    mentioned,
    percent,
    percents,
)
from simulator.recommendation.counter_offers import Offer
from simulator.scenario.deals import preset_deal, proposal_deal
from simulator.scenario.scenario import Scenario
from simulator.sensitivity.switching import Switch

MOST_NAMED = 3
"""More red lines than these in one sentence nobody takes in."""
HAPPENED = {"accepted": "accepted", "refused": "refused", "other": "neither"}
LIMITS = (
    "It illustrates how interests and alternatives shape a deal; it does not forecast.",
    "It leaves out personal relations, quarrels, mistakes, and any bluff that is not a red line.",
    "Priorities and reservation values are judgements with ranges, each with its reason beside it.",
    "In the human data, a side's own gain and how far it is behind are almost the same thing: the data "
    "fix a threshold and a slope, not fairness as a motive.",
)
"""What no figure of any scenario can say."""


def ranged(likely: Likely) -> str:
    """Write a chance with the range that holds it in eight cases of ten, where there is one."""
    low, high = percent(likely.low), percent(likely.high)
    return percent(likely.chance) + (f" ({span(likely)})" if low != high else "")


def with_error(likely: Likely) -> str:
    """Write the sampling error of a chance, two standard errors."""
    points = 200 * likely.error
    return "under 0.1 percentage points" if points < 0.1 else f"± {points:.1f} percentage points"


NARROW = 0.01
"""A range no wider than this says nothing."""


def span(likely: Likely) -> str:
    """Write the range of a chance over what is not known: eight cases of ten."""
    return percents(likely.low, likely.high)


def has_range(likely: Likely) -> bool:
    """Tell whether the range of a chance says more than the chance: not where every number is known."""
    return likely.high - likely.low > NARROW


def voting(vote: VoteView) -> str:
    """Write how a body votes: the share of yes with its range, and how many votes are needed."""
    return f"{ranged(vote.share)} of the votes for it, {vote.needed:,} of {vote.votes:,.0f} needed"


def whom_it_helps(scenario: Scenario, offer: Offer) -> str:
    """Say for whom an offer is better and worse than the deal on the table, and through which terms.

    Made from how each lead's gain splits over the terms that change; what hardly moves is left out. A red
    line that a changed term crosses is no part of any gain and is named by itself.
    """
    effects = []
    for sign, how in ((+1, "better"), (-1, "worse")):
        for lead, gain in offer.gains.items():
            if sign * gain < HARDLY:
                continue
            changed = {id: offer.shares[lead][id] for id in offer.changes}
            terms = (in_a_sentence(scenario.issues[id].name) for id in _heaviest(changed, sign))
            through = listed(terms)
            name = mentioned(scenario.parties[scenario.party_of[lead]].name)
            effects.append(f"{how} for {name}" + (f", through {through}" if through else ""))
    lines = [
        f" It crosses “{line.label}”, a red line of {mentioned(player.name)} that is real with a chance of "
        f"{percent(line.firmness.value)}."
        for player, line in (
            (scenario.players[id], scenario.players[id].lines[crossed])
            for id in scenario.voters
            for crossed in offer.evaluation.players[id].crossed
        )
        if line.issue in offer.changes
    ]
    return f"{capital('; '.join(effects) or 'about the same for everyone')}.{''.join(lines)}"


def deal_name(scenario: Scenario, deal: Mapping[str, float | str]) -> str:
    """Name a deal as the scenario does; empty for one of the reader's own."""
    for id, preset in scenario.presets.items():
        if preset_deal(scenario, id) == deal:
            return preset.label
    for id, proposal in scenario.history.items():
        if proposal_deal(scenario, id) == deal:
            return f"{proposal.label}, {proposal.date.day} {proposal.date:%B %Y}"
    return ""


def told_against(scenario: Scenario, evaluation: Evaluation) -> str:
    """Say what the terms' contributions are set against, and what the bar beside them is."""
    if evaluation.in_force:
        return (
            "Each term is set against the terms in force while nothing is signed: one that stays as it is "
            "adds nothing. “Avoiding no deal” is what those terms are worth beyond no deal."
        )
    name = deal_name(scenario, evaluation.against)
    other = f"“{name}”" if name else "another deal"
    return (
        f"Each term is set against {other}: one that is the same in both adds nothing. “The deal compared "
        "with” is what that deal is worth beyond no deal."
    )


def reference_label(evaluation: Evaluation) -> str:
    """Name the part of a gain that no term brings: it comes with the deal that reasons are told against."""
    return "Avoiding no deal" if evaluation.in_force else "The deal compared with"


def explanation(
    scenario: Scenario, evaluation: Evaluation, flips: Mapping[str, Switch | None] | None = None
) -> str:
    """Say in plain words how each party would answer, which terms decide it, and what would turn it.

    Made from the contributions: the issues that cost or bring a party's most reluctant veto player
    the most, against the terms in force while nothing is signed; and from the switching values. Where
    the scenario names no such terms, none is said to bring or cost anything.

    Parameters
    ----------
    flips
        By party, a number that would turn its answer by itself, where there is one.
    """
    sentences = []
    for id, likely in evaluation.parties.items():
        sentences.append(_party_explanation(scenario, evaluation, id, likely))
        switch = (flips or {}).get(id)
        if switch is not None:
            name = capital(scenario.parties[id].name)
            turn = ("accept", "refuse") if switch.to_yes else ("refuse", "accept")
            sentences.append(
                f"{name} would be more likely to {turn[0]} than to {turn[1]} if {flip(switch)}."
            )
    return " ".join(sentences)


def _party_explanation(
    scenario: Scenario, evaluation: Evaluation, party: str, likely: Likely
) -> str:
    name = capital(scenario.parties[party].name)
    voters = scenario.voters
    of_party = {id: view for id, view in evaluation.players.items() if view.party == party}
    views = {id: view for id, view in of_party.items() if id in voters}
    unhappy = [
        mentioned(scenario.players[id].name)
        for id, view in of_party.items()
        if id not in voters and view.utility < view.reservation
    ]
    weakest = min(views, key=lambda id: views[id].acceptance.chance)
    accepts = None if 0.4 < likely.chance < 0.6 else likely.chance >= 0.6
    if accepts is None:
        answer = f"{name} could go either way"
    elif accepts:
        answer = f"{name} would {_strength(likely.chance)} accept"
    else:
        answer = f"{name} would {_strength(1 - likely.chance)} refuse"
    reason = _because(scenario, weakest, views[weakest], accepts, evaluation.in_force)
    # An audience signs nothing; what it loses weighs on its lead.
    costs = "would be worse off and, without a vote, makes it harder for its lead to agree"
    if len(unhappy) > 1:
        costs = "would be worse off and, without a vote, make it harder for their lead to agree"
    audience = f" {capital(listed(unhappy))} {costs}." if unhappy else ""
    if len(views) == 1:
        return f"{answer}: {reason}.{audience}"
    consents = listed(
        f"{mentioned(scenario.players[id].name)} ({percent(view.acceptance.chance)}"
        f"{', with ' + voting(view.vote) if view.vote else ''})"
        for id, view in views.items()
    )
    every, degree = ("both", "more") if len(views) == 2 else ("all of", "most")
    who = f"{mentioned(scenario.players[weakest].name)}, the {degree} reluctant,"
    # A reason has the player as its subject, or else says what holds for it.
    reason = f"{who} {reason[3:]}" if reason.startswith("it ") else f"for {who} {reason}"
    return f"{answer}; it needs {every} {consents}. {capital(reason)}.{audience}"


def _strength(chance: float) -> str:
    return "almost certainly" if chance >= 0.95 else "very likely" if chance >= 0.8 else "probably"


def _because(
    scenario: Scenario, player: str, view: PlayerView, accepts: bool | None, in_force: bool
) -> str:
    """Say what weighs most, and which red lines are crossed; None: it could go either way."""
    crossing = _crossing(scenario, player, view)
    ahead = view.utility > view.reservation
    if in_force:
        reason = _against_status_quo(scenario, view, accepts, crossing)
    elif ahead:
        reason = "it gains over no deal"
        if accepts is False and not crossing:
            reason += ", but too little"
    else:
        reason = "it would be worse off than without a deal"
    if not crossing:
        return reason
    return f"{reason}{', but' if ahead and accepts is False else ';'} the deal crosses {crossing}"


def _against_status_quo(
    scenario: Scenario, view: PlayerView, accepts: bool | None, crossing: str
) -> str:
    """Name the terms that weigh most against those in force while nothing is signed."""
    terms = {
        in_a_sentence(scenario.issues[id].name): share for id, share in view.contributions.items()
    }
    if not any(terms.values()) and not accepts and abs(view.avoiding) < HARDLY and not crossing:
        return "nothing that matters to it would change"
    gains = _heaviest({"avoiding no deal": view.avoiding, **terms}, +1)
    costs = _heaviest({"what no deal may bring": view.avoiding, **terms}, -1)
    gain, cost = listed(gains), listed(costs)
    ahead = view.utility > view.reservation
    balance = f"it gains most from {gain}" + (f" and loses most on {cost}" if cost else "")
    if accepts is None:
        verb = "speak" if len(gains) > 1 else "speaks"
        return f"{gain or 'little'} {verb} for the deal, {cost or 'little'} against it"
    if accepts and gain and cost and ahead:
        return f"it gains most from {gain}, loses most on {cost}, and comes out ahead"
    if accepts:
        return balance if gain else "on balance the deal is better for it than no deal"
    if ahead and crossing:
        return "it would gain on balance" + (f", most from {gain}" if gain else "")
    if ahead:
        return f"{balance}, but gains too little overall" if gain else "it gains next to nothing"
    if cost:
        return f"it loses on balance, most on {cost}" + (
            f", though it gains from {gain}" if gain else ""
        )
    return "no single term stands out, but no deal is about as good for it"


def _crossing(scenario: Scenario, player: str, view: PlayerView) -> str:
    """Name the red lines that the deal crosses."""
    lines, crossed = scenario.players[player].lines, view.crossed
    if not crossed:
        return ""
    labels = [f"“{lines[id].label}”" for id in crossed]
    if len(crossed) > MOST_NAMED:
        labels = [f"among them {labels[0]}", *labels[1:2]]
    if len(lines) == 1:
        which = "its red line"
    elif len(crossed) == len(lines):
        which = f"{'both' if len(lines) == 2 else f'all {in_words(len(lines))}'} of its red lines"
    else:
        which = f"{in_words(len(crossed))} of its red lines"
    return f"{which}, {listed(labels)}"


def _heaviest(contributions: Mapping[str, float], sign: int, most: int = 2) -> list[str]:
    """Return the issues that weigh most on one side, at least a quarter of the heaviest."""
    weighty = sorted(
        ((sign * share, id) for id, share in contributions.items() if sign * share > 0.005),
        reverse=True,
    )
    return [id for share, id in weighty[:most] if share >= weighty[0][0] / 4]
