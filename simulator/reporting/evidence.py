"""The parts of a report that say how far to believe it, and what it stands on."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from simulator.explain.deal import ranged
from simulator.formatting import interval
from simulator.reporting.basis import Basis
from simulator.reporting.contents import Report
from simulator.reporting.document import (
    Block,
    Cell,
    Heading,
    Items,
    Reference,
    References,
    Section,
    Words,
    cell,
    keys,
    paragraph,
    table,
)
from simulator.reporting.history import History

SHARED = "Shared by everyone"


def trust(report: Report) -> Section:
    """Say what the figures were held against, and what they cannot say."""
    blocks: list[Block] = []
    if report.history:
        blocks += _history(report.history)
    blocks += [
        Heading("Where the acceptance curve comes from"),
        paragraph(f"From public data on people's decisions to accept or reject. {report.transfer}"),
        Heading("Limits of the model"),
        Items(report.limits),
    ]
    return Section("Validation and limits", tuple(blocks))


def _history(history: History) -> Iterator[Block]:
    yield Heading("Compared with what really happened")
    yield table(
        ("Date", "Proposal", "Model: all sign", "What happened"),
        tuple(
            (
                cell(f"{proposal.date.day} {proposal.date:%b %Y}"),
                Cell((Words(f"{proposal.label} "), *keys(proposal.sources))),
                cell(ranged(proposal.all_sign) if proposal.all_sign else "not coded in full"),
                cell(proposal.happened, proposal.outcome),
            )
            for proposal in history.proposals
        ),
        (14, 36, 20, 30),
    )
    if not history.scores:
        yield paragraph("Not scored: no proposal was answered in these circumstances.")
        return
    yield paragraph(
        f"Of these, {history.scored} can be scored: far too few to validate a model, but enough to see "
        "whether it is plainly wrong. Whoever set its numbers knew the answers. Closer to 0 is better."
    )
    yield table(
        ("Who predicts", "Log score", "Brier score"),
        tuple(
            (cell(name), cell(f"{score.log:.3f}".replace("-", "−")), cell(f"{score.brier:.3f}"))
            for name, score in history.scores
        ),
        (60, 20, 20),
        numbers=2,
    )


def numbers(report: Report) -> Section:
    """List every number with its range and where it comes from."""
    blocks: list[Block] = [
        paragraph(
            "Each number with its range (where it lies in eight cases out of ten; a number without a range "
            "is treated as known) and where it comes from: the keys of its sources, or the reasoning."
        )
    ]
    for owner in dict.fromkeys(basis.owner for basis in report.bases):
        rows = _by_section(basis for basis in report.bases if basis.owner == owner)
        blocks += [
            Heading(owner or SHARED),
            table(("Number", "Value (range)", "Where it comes from"), rows, (38, 20, 42)),
        ]
    return Section("Annex: every number in use", tuple(blocks), annex=True)


def _by_section(bases: Iterable[Basis]) -> Iterator[tuple[Cell, ...]]:
    """Make a row for each, with a head over each section."""
    for section, rows in groupby(bases, lambda basis: basis.section):
        yield (cell(section),)
        for basis in rows:
            reasons = " ".join(filter(None, (assumed(basis.assumption), basis.note)))
            yield cell(basis.label), cell(_value(basis)), Cell(keys(basis.sources), reasons)


def _value(basis: Basis) -> str:
    if isinstance(basis.value, str):
        return basis.value
    return estimate(basis.value, basis.low, basis.high)


def sources(report: Report) -> Section:
    """List every source."""
    references = tuple(
        Reference(
            source.key,
            source.title,
            ". ".join(filter(None, (source.date, source.flag))),
            source.url,
        )
        for source in report.sources
    )
    return Section("Annex: sources", (References(references),), annex=True)


def estimate(value: float, low: float | None, high: float | None) -> str:
    """Write a number with its range."""
    within = "" if low is None or high is None else f" ({interval(low, high, '.3g')})"
    return f"{value:.3g}{within}".replace("-", "−")


def assumed(assumption: str) -> str:
    """Mark reasoning as what it is."""
    return f"Assumption: {assumption}" if assumption else ""
