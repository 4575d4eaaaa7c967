"""A calibration as the command prints it."""

from collections.abc import Iterator

from simulator.bootstrap import Interval
from simulator.calibration.calibrate import Calibration
from simulator.explain import curve_evidence
from simulator.preferences.curve_defaults import Record, Scores

HEADS = ("log loss", "Brier", "slope", "intercept", "AUC", "better than the simpler")


def lines(calibration: Calibration) -> Iterator[str]:
    """Write everything that was found, a line at a time."""
    record = calibration.record
    names = {setting.name: setting.name for setting in record.settings}
    for name, pooled in (
        ("population: precision", calibration.precision),
        ("population: disadvantageous", calibration.disadvantageous),
        ("within a person: precision", calibration.within_precision),
        ("within a person: disadvantageous", calibration.within_disadvantageous),
    ):
        if pooled is not None:
            yield f"{name:34s} {pooled.value:6.2f} (standard error {pooled.error:.2f})"
    yield from _held_out(record)
    yield curve_evidence.models_sentence(record, names)
    if within := curve_evidence.within_sentence(record, names):
        yield within
    yield from _transfers(record)
    yield curve_evidence.support_sentence(record)
    yield from _agreements(record)


def _held_out(record: Record) -> Iterator[str]:
    yield ""
    yield "Held-out scores, each with its 95 % interval over people or talks:"
    yield f"{'':24s}" + "".join(f"{head:25s}" for head in HEADS).rstrip()
    for setting in record.settings:
        yield f"{setting.name}: {setting.decisions:,} decisions, {setting.groups:,} people or talks"
        for model, scores in setting.scores.items():
            yield f"  {model:22s}{_row(scores)}"
        if setting.within_check:
            yield "  each half of a person's answers from the other half:"
            yield f"  {'one curve for all':22s}{_row(setting.within_check.population)}"
            yield f"  {'within-person curve':22s}{_row(setting.within_check.person)}"
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


def _transfers(record: Record) -> Iterator[str]:
    yield ""
    yield "One kind of bargaining predicts the other:"
    for transfer in record.transfers:
        yield (
            f"{' + '.join(transfer.fitted_on)} → {transfer.checked_on} ({transfer.decisions:,} decisions): "
            f"bias {_figure(transfer.bias)}, slope {_figure(transfer.scores.slope)}, "
            f"AUC {_figure(transfer.scores.auc)}"
        )


def _agreements(record: Record) -> Iterator[str]:
    for test in record.agreements:
        yield ""
        yield f"{test.name}: {test.negotiations} agreements, and what theory picks:"
        yield f"{'':24s}{'off by':25s}{'held-out log probability':30s}hits"
        for rule, close in test.rules.items():
            yield (
                f"  {rule:22s}{_figure(close.distance):25s}{_figure(close.held_out):30s}"
                f"{close.hit.value:.1%}"
            )
        mixed = ", ".join(f"{name} {weight:.2f}" for name, weight in test.mixture.weights.items())
        yield f"  {'mixture':47s}{_figure(test.mixture.held_out):30s}({mixed})"
        yield curve_evidence.rules_sentence(test)
