"""What stands behind the acceptance curve, in sentences made from its record: for page and command."""

from collections.abc import Mapping

from simulator.bargaining.solutions import SOLUTIONS
from simulator.bootstrap import Interval
from simulator.formatting import interval, listed, minus
from simulator.preferences.curve_defaults import AgreementRecord, Record

MODELS: Mapping[str, str] = {
    "constant_rate": "the same chance for every offer",
    "with_threshold": "own gain and a threshold",
    "without_threshold": "own gain and being behind, no threshold",
    "with_inequality": "a threshold and being behind",
    "with_round": "a threshold and how late in the talks",
    "with_earlier_refusals": "a threshold and earlier refusals",
    "kinds_of_people": "the average over kinds of people",
}
USED, SIMPLER = "with_threshold", "constant_rate"
"""The curve of a single offer, and what it adds to."""
ADDS: Mapping[str, str] = {
    "with_inequality": "being behind the other side",
    "without_threshold": "being behind instead of a threshold",
    "kinds_of_people": "the average over kinds of people",
    "with_round": "knowing how late in the talks it is",
    "with_earlier_refusals": "counting earlier refusals in the talks",
}
RULES: Mapping[str, str] = {
    **{id: solution.name for id, solution in SOLUTIONS.items()},
    "any_efficient_deal": "a random efficient deal",
    "any_deal_in_the_zopa": "a random deal in the ZOPA",
    "any_deal": "a random deal",
    "usual_worth": "the usual worth, whatever the case",
    "sum_and_gap": "sum and gap of both worths",
}


def models_sentence(record: Record, names: Mapping[str, str]) -> str:
    """Say which model wins, setting by setting, and whether the gain is more than noise."""
    gains = _gains(record, USED)
    sure = sum(gain.low > 0 for gain in gains.values())
    adds = [_clause(record, names, name) for name in ADDS if _gains(record, name)]
    return (
        f"On people whom the fit had not seen, {MODELS[USED]} (every curve has a constant of its own) "
        f"beats {MODELS[SIMPLER]} by more than noise in {sure} of {len(gains)} settings, by "
        f"{min(gain.value for gain in gains.values()):.3f} to "
        f"{max(gain.value for gain in gains.values()):.3f} in log loss. Against that curve, "
        + "; ".join(adds)
        + "."
    )


def _gains(record: Record, model: str) -> dict[str, Interval]:
    """Return by how much a model beats the simpler one, by setting."""
    return {
        setting.name: gain
        for setting in record.settings
        if model in setting.scores
        and (gain := setting.scores[model].better_than_simpler) is not None
    }


def _clause(record: Record, names: Mapping[str, str], model: str) -> str:
    gains = _gains(record, model)
    better = [_where(names[id], gain) for id, gain in gains.items() if gain.low > 0]
    worse = [_where(names[id], gain) for id, gain in gains.items() if gain.high < 0]
    lost = f" and predicts worse in {listed(worse)}" if worse else ""
    gained = f"adds more than noise in {listed(better)}" if better else "adds nothing beyond noise"
    return f"{ADDS[model]} {gained}{lost}"


def _where(name: str, gain: Interval) -> str:
    return f"{name} ({minus(gain.value, '+.3f')}, {interval(gain.low, gain.high, '+.3f', 'to')})"


def within_sentence(record: Record, names: Mapping[str, str]) -> str | None:
    """Say how the within-person curve did on answers that it had not seen; None without such data."""
    checks = [(names[s.name], s.within_check) for s in record.settings if s.within_check]
    comparisons = [
        f"{name} log loss {check.kinds.log_loss.value:.3f}, {check.person.log_loss.value:.3f} and "
        f"{check.population.log_loss.value:.3f}"
        + (f" (slope of the first {check.kinds.slope.value:.2f})" if check.kinds.slope else "")
        for name, check in checks
    ]
    if not comparisons:
        return None
    return (
        "Within a person: each half of everyone's answers was predicted from the other half, by kinds of "
        "people who differ in threshold and steepness, by thresholds that differ alone, and by one curve "
        f"for all: {listed(comparisons)}."
    )


def question_sentence(record: Record, names: Mapping[str, str]) -> str:
    """Say which question the chance answers, and how far off it is for others."""
    meant = (
        "The chance is that of a yes by somebody who is asked about one offer and has to answer it. How "
        "high it is depends on how people are asked"
    )
    off = [
        f"for {ASKED_BY[setting.elicitation]} ({names[setting.name]}) it is {_points(test.bias.value)}"
        for test in record.questions
        for setting in record.settings
        if setting.name == test.checked_on
    ]
    return meant + "".join(f"; {clause}" for clause in off) + "."


ASKED_BY: Mapping[str, str] = {
    "direct": "offers asked about one by one",
    "strategy": "thresholds stated beforehand",
    "implicit": "bids that may be left lying",
}


def _points(bias: float) -> str:
    return f"{abs(100 * bias):.0f} points too {'high' if bias > 0 else 'low'}"


def support_sentence(record: Record) -> str:
    """Say in one sentence what the data can and cannot support."""
    unable = (
        "nothing in the data covers states or high stakes, so it is an assumption that the curve carries "
        "over to them"
    )
    if not record.transfers:
        return f"No kind of bargaining was predicted from another, and {unable}."
    areas = [transfer.scores.auc.value for transfer in record.transfers]
    slopes = [transfer.scores.slope.value for transfer in record.transfers if transfer.scores.slope]
    off = [abs(transfer.bias.value) for transfer in record.transfers]
    steep = (
        f" and about how steeply ({min(slopes):.1f} to {max(slopes):.1f} times what it says)"
        if slopes
        else ""
    )
    return (
        "A curve fitted on one kind of bargaining tells which of two offers people of the other kind "
        f"are likelier to accept ({100 * min(areas):.0f} to {100 * max(areas):.0f} % of pairs in "
        f"order){steep}, but its level is off by {100 * min(off):.0f} to {100 * max(off):.0f} percentage "
        f"points; {unable}."
    )


def rules_sentence(test: AgreementRecord) -> str:
    """Say which rule comes closest to what people agreed on, and what forecasts better than rules."""
    mixture, usual = test.mixture, test.rules["usual_worth"].distance.value
    closest = min(SOLUTIONS, key=lambda name: test.rules[name].distance.value)
    off = test.rules[closest].distance.value
    twins = next(
        ([rule, *others] for rule, others in mixture.same.items() if closest in (rule, *others)),
        [closest],
    )
    gain = mixture.gain
    helped = (
        "is neither better nor worse beyond noise than"
        if not gain.beyond_noise
        else "predicts better than"
        if gain.value > 0
        else "predicts worse than"
    )
    return (
        f"Of the rules {listed(RULES[name] for name in twins)} "
        f"{'come' if len(twins) > 1 else 'comes'} closest "
        f"(off by {off:.3f} in utility, against "
        f"{test.rules['any_efficient_deal'].distance.value:.3f} for a random efficient deal); what deals "
        f"were usually worth in other negotiations, whatever the case, is "
        f"{'nearer' if usual < off else 'farther off'} ({usual:.3f}). "
        f"A mixture of the rules, scored on negotiations that it was not fitted on, {helped} "
        f"the best single forecast, {RULES[mixture.best]} ({minus(gain.value, '+.3f')} in log probability, "
        f"{interval(gain.low, gain.high, '+.3f', 'to')})."
    )
