"""A calibration as the command prints it."""

from collections.abc import Iterator, Mapping

from simulator.bootstrap import Interval
from simulator.calibration.calibrate import Calibration
from simulator.explain import curve_evidence
from simulator.formatting import listed
from simulator.preferences.curve_defaults import Record, Scores, acceptance_defaults

HEADS = ("log loss", "Brier", "slope", "intercept", "AUC", "gain on the simpler")


def lines(calibration: Calibration) -> Iterator[str]:
    """Write a calibration, a line at a time."""
    names = ("steepness", "threshold", "spread of thresholds")
    for whose, pooled in (
        ("Population", calibration.population),
        ("Within a person", calibration.within),
    ):
        for name, (value, error) in zip(names, pooled.estimates if pooled else (), strict=False):
            yield f"{f'{whose}: {name}':41s} {value:7.3f} (standard error {error:.3f})"
    if calibration.kinds is not None:
        yield (
            f"{'Kinds of people':41s} {len(calibration.kinds.weight):3d}     "
            f"(slips: {100 * calibration.kinds.slip[0]:.2f} %)"
        )
    if calibration.refusals is not None:
        _, value, error = calibration.refusals
        yield f"{'Earlier refusals, log(1 + n)':41s} {-value:7.3f} (standard error {error:.3f})"
    yield from record_lines(calibration.record)


def record_lines(record: Record) -> Iterator[str]:
    """Write what stands behind a curve: the record of the shipped one, or of a new fit."""
    sources = acceptance_defaults().sources
    names = {
        id: sources[id].title.partition(":")[0] if id in sources else id
        for id in [setting.name for setting in record.settings]
        + [test.name for test in record.agreements]
    }
    yield from _held_out(record, names)
    yield curve_evidence.models_sentence(record, names)
    if within := curve_evidence.within_sentence(record, names):
        yield within
    yield from _transfers(record, names)
    yield curve_evidence.support_sentence(record)
    yield curve_evidence.question_sentence(record, names)
    yield from _agreements(record, names)


def _held_out(record: Record, names: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield "Held-out scores, each with its 95 % interval over people or negotiations:"
    yield f"{'':42s}" + "".join(f"{head:25s}" for head in HEADS).rstrip()
    for setting in record.settings:
        yield (
            f"{names[setting.name]}: {setting.decisions:,} decisions, "
            f"{setting.groups:,} people or negotiations"
        )
        for model, scores in setting.scores.items():
            yield f"  {curve_evidence.MODELS[model]:40s}{_row(scores)}"
        if setting.within_check:
            yield "  each half of a person's answers predicted from the other half:"
            yield f"  {'one curve for all':40s}{_row(setting.within_check.population)}"
            yield f"  {'a threshold for each person':40s}{_row(setting.within_check.person)}"
            yield f"  {'a kind for each person':40s}{_row(setting.within_check.kinds)}"
    yield ""


def _row(scores: Scores) -> str:
    return "".join(
        f"{_figure(estimate):25s}"
        for estimate in (
            scores.log_loss,
            scores.brier,
            scores.slope,
            scores.intercept,
            scores.auc,
            scores.better_than_simpler,
        )
    ).rstrip()


def _figure(estimate: Interval | None) -> str:
    return (
        "–"
        if estimate is None
        else f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"
    )


def _transfers(record: Record, names: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield "One kind of bargaining predicts the other, one way of asking another:"
    for transfer in (*record.transfers, *record.questions):
        yield (
            f"{listed(names[id] for id in transfer.fitted_on)} → {names[transfer.checked_on]} "
            f"({transfer.decisions:,} decisions): "
            f"bias {_figure(transfer.bias)}, slope {_figure(transfer.scores.slope)}, "
            f"AUC {_figure(transfer.scores.auc)}"
        )


def _agreements(record: Record, names: Mapping[str, str]) -> Iterator[str]:
    for test in record.agreements:
        yield ""
        yield f"{names[test.name]}: {test.negotiations} agreements, and what theory picks:"
        yield f"{'':38s}{'off by':25s}{'held-out log probability':30s}exact agreement"
        for rule, close in test.rules.items():
            yield (
                f"  {curve_evidence.RULES[rule]:36s}{_figure(close.distance):25s}"
                f"{_figure(close.held_out):30s}{100 * close.hit.value:.1f} %"
            )
        mixed = ", ".join(
            f"{curve_evidence.RULES[name]} {weight:.2f}"
            for name, weight in test.mixture.weights.items()
        )
        yield f"  {'mixture':61s}{_figure(test.mixture.held_out):30s}({mixed})"
        yield curve_evidence.rules_sentence(test)
