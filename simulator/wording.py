"""Results in plain words: chances, lists, and the sentence that says why. No markup of any kind."""

from collections.abc import Iterable, Mapping

from simulator.counter_offers import Offer
from simulator.evaluation import Evaluation, Likely, PlayerView
from simulator.scenario import Scenario
from simulator.sensitivity.switching import Switch
from simulator.sensitivity.words import flip

SCALE = (
    (0.05, "almost certainly not"),
    (0.20, "very unlikely"),
    (0.40, "unlikely"),
    (0.60, "about even"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.01, "almost certain"),
)
HARDLY = 0.005
"""A change of worth that rounds to nothing."""
SOLUTION_NAMES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
    "equal_loss": "Equal loss",
}
SOLUTION_MEANINGS = {
    "nash": "largest product of both sides' gains over no deal",
    "kalai_smorodinsky": "equal shares of the best each could hope for",
    "egalitarian": "equal gains, as large as can be",
    "utilitarian": "largest sum of worth (depends on the 0–1 scales being comparable)",
    "equal_loss": "equal losses from the best each could hope for",
}
HAPPENED = {"accepted": "accepted", "refused": "refused", "other": "neither"}
LIMITS = (
    "It illustrates how interests and alternatives shape a deal; it does not forecast.",
    "Personal relations, rows, mistakes and bluffs beyond red lines are not in it.",
    "Weights and no-deal values are judgements with ranges, each with its reason beside it.",
    "In the human data, own gain and being behind are nearly the same thing: they fix a "
    "threshold and a steepness, not fairness as a motive.",
)
"""What no figure of any scenario can say."""
_BASELINES = {
    "model": "This model",
    "always_refused": "Always says refused",
    "coin_toss": "Says 50 % each time",
    "base_rate": "How often the others were accepted",
    "first_headline_term_only": "Same, counting only those with the same {term}",
}


def percent(chance: float) -> str:
    """Write a chance as a whole percentage, never rounded to certainty."""
    if 0 < chance < 0.005:
        return "< 1 %"
    if 0.995 < chance < 1:
        return "> 99 %"
    return f"{100 * chance:.0f} %"


def ranged(likely: Likely) -> str:
    """Write a chance with the range that holds it in eight cases of ten, where there is one."""
    low, high = percent(likely.low), percent(likely.high)
    return percent(likely.chance) + (f" ({low} – {high})" if low != high else "")


def signed(worth: float) -> str:
    """Write a difference in worth with its sign."""
    return "0.00" if abs(worth) < HARDLY else f"{worth:+.2f}".replace("-", "−")


def with_error(likely: Likely) -> str:
    """Write the sampling error of a chance, two standard errors, in percentage points."""
    points = 200 * likely.error
    return "± < 0.1" if points < 0.1 else f"± {points:.1f}"


def span(likely: Likely) -> str:
    """Write the range of a chance over what is not known: eight cases of ten."""
    return f"{percent(likely.low)} – {percent(likely.high)}"


def verbal(chance: float) -> str:
    """Put a chance in words."""
    return next(words for bound, words in SCALE if chance < bound)


def listed(names: Iterable[str]) -> str:
    """Join names as one says them: a, b and c."""
    names = list(names)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def baseline(name: str, headline: str) -> str:
    """Say how a baseline of the history check guesses; `headline` is the first headline term."""
    return _BASELINES[name].replace("{term}", headline.lower())


def whom_it_helps(scenario: Scenario, offer: Offer) -> str:
    """Say for whom an offer is better and worse than the deal on the table, and through which terms.

    Made from how each lead's gain splits over the terms that change; what hardly moves is left out.
    """
    said = []
    for sign, how in ((+1, "better"), (-1, "worse")):
        for lead, gain in offer.gains.items():
            if sign * gain < HARDLY:
                continue
            changed = {id: offer.shares[lead][id] for id in offer.changes}
            terms = (in_a_sentence(scenario.issues[id].name) for id in _heaviest(changed, sign))
            through = listed(terms)
            name = scenario.parties[scenario.party_of[lead]].name
            said.append(f"{how} for {name}" + (f", through {through}" if through else ""))
    words = "; ".join(said) or "about the same for everyone"
    return f"{words[0].upper()}{words[1:]}."


def verdict(
    scenario: Scenario, evaluation: Evaluation, flips: Mapping[str, Switch | None] | None = None
) -> str:
    """Say in plain words how each party would answer, which terms decide it, and what would turn it.

    Made from the contributions: the issues that cost or bring a party's most reluctant veto player
    the most, set against no deal; and from the switching values.

    Parameters
    ----------
    flips
        By party, a number that would turn its answer by itself, where there is one.
    """
    sentences = []
    for id, likely in evaluation.parties.items():
        sentences.append(_party_verdict(scenario, evaluation, id, likely))
        found = (flips or {}).get(id)
        if found is not None:
            turned = "yes" if found.to_yes else "no"
            sentences.append(f"It would turn to a {turned} if {flip(found)}.")
    return " ".join(sentences)


def _party_verdict(scenario: Scenario, evaluation: Evaluation, party: str, likely: Likely) -> str:
    name = scenario.parties[party].name
    views = {id: view for id, view in evaluation.players.items() if view.party == party}
    weakest = min(views, key=lambda id: views[id].acceptance.chance)
    view = views[weakest]
    speaker = "" if len(views) == 1 else f" ({scenario.players[weakest].name} most of all)"
    if likely.chance >= 0.6:
        opening = f"{name} would {_strength(likely.chance)} accept"
        reason = _because(scenario, view, gaining=True)
        return f"{opening}: {reason}."
    if likely.chance > 0.4:
        return f"{name} could go either way: {_because(scenario, view, gaining=None)}."
    return (
        f"{name} would {_strength(1 - likely.chance)} refuse{speaker}: "
        f"{_because(scenario, view, gaining=False)}."
    )


def _strength(chance: float) -> str:
    return "almost certainly" if chance >= 0.95 else "most likely" if chance >= 0.8 else "probably"


def _because(scenario: Scenario, view: PlayerView, gaining: bool | None) -> str:
    """Name the terms that weigh most, and the red lines crossed."""
    costs = _heaviest(view.contributions, -1)
    gains = _heaviest(view.contributions, +1)
    cost, gain = (
        listed(map(in_a_sentence, (scenario.issues[id].name for id in ids)))
        for ids in (costs, gains)
    )
    if gaining:
        if not gain:
            return "no term stands out, but the deal is worth more than going without"
        outweigh = f", which outweighs {cost}" if cost else ""
        return f"it gains most from {gain}{outweigh}"
    crossing = ""
    if view.crossed and gaining is False:
        count = len(view.crossed)
        crossing = f", and the deal crosses {count} of its red line{'s' if count > 1 else ''}"
    if gaining is None:
        verb = "speak" if len(gains) > 1 else "speaks"
        return f"{gain or 'little'} {verb} for the deal, {cost or 'little'} against it" + crossing
    if not cost:
        return "no single term stands out, but going without is worth about as much" + crossing
    brings = (
        f" more than {gain} bring{'s' if len(gains) == 1 else ''}"
        if gain
        else ", and nothing makes up for it"
    )
    return f"{cost} cost{'s' if len(costs) == 1 else ''} it{brings}{crossing}"


def in_a_sentence(name: str) -> str:
    """Write a term's name within a sentence: small, unless it is an acronym."""
    return name if _acronym(name) else name[:1].lower() + name[1:]


def _acronym(name: str) -> bool:
    return len(name) > 1 and name[:2].isupper()


def _heaviest(contributions: Mapping[str, float], sign: int, most: int = 2) -> list[str]:
    """Return the issues that weigh most on one side, at least a quarter of the heaviest."""
    weighty = sorted(
        ((sign * share, id) for id, share in contributions.items() if sign * share > 0.005),
        reverse=True,
    )
    return [id for share, id in weighty[:most] if share >= weighty[0][0] / 4]
