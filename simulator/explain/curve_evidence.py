"""What stands behind the acceptance curve, in sentences made from its record: for page and command."""

from collections.abc import Mapping

from simulator.bargaining.solutions import SOLUTIONS
from simulator.formatting import interval, listed
from simulator.preferences.curve_defaults import AgreementRecord, Record

USED, SIMPLER = "with_inequality", "own_utility"
"""The model behind the curve that the engine uses, and the one that it adds to."""
MODELS: Mapping[str, str] = {
    "constant_rate": "the same chance for every offer",
    "own_utility": "own gain alone",
    "with_inequality": "own gain and being behind",
    "with_round": "these and how late in the talks it is",
    "with_earlier_refusals": "these and earlier refusals in the talks",
}
ADDS: Mapping[str, str] = {
    "with_round": "knowing how late in the talks it is",
    "with_earlier_refusals": "counting earlier refusals in the talks",
}
RULES: Mapping[str, str] = {
    **{id: solution.name for id, solution in SOLUTIONS.items()},
    "any_efficient_deal": "a random efficient deal",
    "any_deal_in_the_zopa": "a random deal in the ZOPA",
    "any_deal": "a random deal",
}


def models_sentence(record: Record, names: Mapping[str, str]) -> str:
    """Say which model wins, setting by setting, and whether the gain is more than noise."""
    gains = [
        gain
        for setting in record.settings
        if USED in setting.scores and (gain := setting.scores[USED].better_than_simpler) is not None
    ]
    sure = sum(gain.beyond_noise and gain.value > 0 for gain in gains)
    adds = [
        f"{added} improves on it by more than noise in {listed(where)}"
        if (where := _where(record, names, name))
        else f"{added} does not improve on it by more than noise"
        for name, added in ADDS.items()
        if any(name in setting.scores for setting in record.settings)
    ]
    return (
        f"On people whom the fit had not seen, {MODELS[USED]} (the curve used here) beats "
        f"{MODELS[SIMPLER]} in {sum(gain.value > 0 for gain in gains)} of {len(gains)} settings, by "
        f"{min(gain.value for gain in gains):.3f} to {max(gain.value for gain in gains):.3f} in log loss, "
        f"by more than noise in {sure}" + "".join(f"; {clause}" for clause in adds) + "."
    )


def _where(record: Record, names: Mapping[str, str], model: str) -> list[str]:
    return [
        f"{names[setting.name]} ({gain.value:.3f}, {interval(gain.low, gain.high, '.3f', 'to')})"
        for setting in record.settings
        if model in setting.scores
        and (gain := setting.scores[model].better_than_simpler) is not None
        and gain.low > 0
    ]


def within_sentence(record: Record, names: Mapping[str, str]) -> str | None:
    """Say how the within-person curve did on answers that it had not seen; None without such data."""
    checks = [(names[s.name], s.within_check) for s in record.settings if s.within_check]
    comparisons = [
        f"{name} log loss {check.person.log_loss.value:.2f} against {check.population.log_loss.value:.2f}"
        + (f" (slope {check.person.slope.value:.2f})" if check.person.slope else "")
        for name, check in checks
    ]
    if not comparisons:
        return None
    return (
        "Within a person: each half of everyone's answers was predicted from the other half, by the "
        f"within-person curve and by one curve for all: {listed(comparisons)}."
    )


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
    """Say which rule comes closest to what people agreed on, and whether mixing them helps."""
    mixture = test.mixture
    closest = min(test.rules, key=lambda name: test.rules[name].distance.value)
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
        f"{listed(RULES[name] for name in twins)} "
        f"{'come' if len(twins) > 1 else 'comes'} closest "
        f"(off by {test.rules[closest].distance.value:.3f} in utility, against "
        f"{test.rules['any_efficient_deal'].distance.value:.3f} for a random efficient deal); "
        f"a mixture of the rules, scored on negotiations that it was not fitted on, {helped} "
        f"the best single forecast, {RULES[mixture.best]} ({gain.value:+.3f} in log probability, "
        f"{interval(gain.low, gain.high, '+.3f', 'to')})."
    )
