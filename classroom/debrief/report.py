"""A class's debrief as a document, to be a page or sheets: plain text throughout, never markup."""

from collections.abc import Iterator, Sequence
from datetime import date

from classroom.debrief import drawing as class_drawing
from classroom.debrief.figures import points, rows
from classroom.debrief.paths import table_path
from classroom.debrief.questions import questions
from classroom.debrief.results import ClassDebrief, TableResult
from classroom.debrief.words import (
    RESULTS,
    became,
    ending,
    headline,
    minute,
    refused_on_record,
    seats,
    summary,
    worse_off,
)
from classroom.records import Everything, TableTalks
from simulator.explain.deal import span
from simulator.explain.debrief import MEANINGS, NAMES
from simulator.formatting import count, percent
from simulator.preferences.negotiation_model import Model
from simulator.reporting.document import (
    Block,
    Cell,
    Document,
    FigureBlock,
    Figures,
    Heading,
    Items,
    Picture,
    Pictures,
    Section,
    TableBlock,
    cell,
    paragraph,
    table,
)
from simulator.scenario.deals import label_of
from simulator.scenario.teaching import Prompt


def document(
    debrief: ClassDebrief,
    everything: Everything,
    model: Model,
    prompts: Sequence[Prompt],
    day: date,
) -> Document:
    """Gather what a page about a class says; names and notes are those in `everything`."""
    scenario = model.scenario
    sections = [_came(debrief, model)]
    if debrief.tables:
        sections += [_deals(debrief, model), _results(debrief, model)]
    if debrief.deals:
        sections.append(_terms(debrief, model))
    sections.append(_talk(debrief, model, prompts))
    if debrief.tables:
        sections.append(_tables(debrief, model, everything))
    return Document(
        title=f"Debrief: {debrief.title}",
        question="",
        about=(
            scenario.title,
            f"{count(len(debrief.tables), 'table')}, {day:%d %B %Y}. Utility runs from 0 (worst) to 1 "
            "(best), at the scenario's central values.",
        ),
        link=None,
        sections=tuple(sections),
    )


def _names(model: Model) -> list[str]:
    return [party.name for party in model.scenario.parties.values()]


def _came(debrief: ClassDebrief, model: Model) -> Section:
    blocks: list[Block] = [paragraph(headline(debrief), "lead")]
    figures = [
        FigureBlock("Tables with a deal", f"{len(debrief.deals)} of {len(debrief.tables)}", ""),
    ]
    if debrief.median is not None:
        figures += [
            FigureBlock(f"{name}: median utility", f"{got:.2f}", f"reservation value: {none:.2f}")
            for name, got, none in zip(_names(model), debrief.median, debrief.none, strict=True)
        ]
    if debrief.left is not None:
        figures.append(FigureBlock("Left on the table", f"{debrief.left:.2f}", "median deal"))
    if debrief.quick is not None:
        figures.append(FigureBlock("Time to a deal", f"{debrief.quick / 60:.0f} min", "median"))
    if debrief.tables:
        blocks += [Figures(tuple(figures)), Items(tuple(summary(debrief)))]
    return Section("Results", tuple(blocks))


def _deals(debrief: ClassDebrief, model: Model) -> Section:
    names = _names(model)
    drawing = class_drawing.deals(
        [(group.label, float(group.worth[0]), float(group.worth[1])) for group in points(debrief, [0, 1])],
        (debrief.frontier[:, :2], debrief.could[:, :2]),
        (float(debrief.none[0]), float(debrief.none[1])),
        [(NAMES[m.name], float(m.worth[0]), float(m.worth[1])) for m in debrief.landmarks],
        (names[0], names[1]),
        "The deals of all tables",
        joined=len(names) == 2,
    )  # fmt: skip
    ends = sorted(
        (result.seconds / 60, result.number)
        for result in debrief.deals
        if result.seconds is not None
    )
    clock = class_drawing.times(
        [(str(number), at) for at, number in ends],
        debrief.seconds / 60,
        len(debrief.tables),
        "Tables with a deal by each minute of talks",
    )
    meant = tuple(f"{NAMES[m.name]}: {MEANINGS[m.name]}" for m in debrief.landmarks)
    pictures = Pictures(
        (
            Picture("The deals of all tables", drawing, ""),
            Picture("Tables with a deal by each minute of talks", clock, ""),
        )
    )
    lines = (*meant, *refused_on_record(debrief, model.scenario))
    return Section("Everyone's deals", (pictures, Items(lines)) if lines else (pictures,))


def _results(debrief: ClassDebrief, model: Model) -> Section:
    names = _names(model)
    picture = class_drawing.results(
        [
            (
                group.label if group.signed else f"no deal ({len(group.tables)})",
                group.worth.tolist(),
                group.most.tolist(),
            )
            for group in rows(debrief)
        ],
        debrief.none.tolist(),
        names,
        "Who got what",
    )
    share = 30 // len(names)
    block = table(
        ("Table", "Result", *(f"Utility: {name}" for name in names), "Left for all", "All sign"),
        [_row(model, result) for result in debrief.tables],
        (10, 60 - share * len(names), *[share] * len(names), 14, 16),
        len(names) + 2,
    )
    caption = (
        "The table that left the least on the table is on top. A faint bar: how much more this side could "
        "have gained without anyone else losing."
    )
    note = paragraph(
        "All sign: the model's chance that everyone would, including those at home, with its 10–90 % range. "
        "Left for all: the gain that all sides could have had at the same time.",
        "note",
    )
    return Section(
        "Who got what", (Pictures((Picture("Who got what", picture, caption),)), block, note)
    )


def _row(model: Model, result: TableResult) -> tuple[Cell, ...]:
    remarks = []
    if result.on_frontier:
        remarks.append("on the frontier")
    if result.below:
        remarks.append(f"worse off than with no deal: {worse_off(model.scenario, result)}")
    when = "" if result.ended is None else f", {minute(result.ended)}"
    likely = None if result.acceptance is None else result.acceptance.joint
    return (
        cell(str(result.number)),
        cell(f"{RESULTS[result.state]}{when}", "; ".join(remarks)),
        *(cell(f"{worth:.2f}") for worth in result.worth),
        cell(f"{result.mutual:.2f}"),
        cell("") if likely is None else cell(percent(likely.chance), span(likely)),
    )


def _terms(debrief: ClassDebrief, model: Model) -> Section:
    issues = model.scenario.issues
    pictures = []
    for spread in debrief.terms:
        issue = issues[spread.issue]
        options = [
            (label_of(issue, option), int(count))
            for n, (option, count) in enumerate(zip(spread.options, spread.counts, strict=True))
            if count or n == spread.real or len(spread.options) <= MOST_OPTIONS
        ]
        signed = None
        if spread.real is not None:
            real = label_of(issue, spread.options[spread.real])
            signed = [label for label, _ in options].index(real)
        drawing = class_drawing.counts(options, signed, issue.label)
        pictures.append(Picture(issue.label, drawing, ""))
    legend = "How many tables agreed on each option."
    if any(spread.real is not None for spread in debrief.terms):
        legend += " ◆ marks what was signed in reality."
    return Section("What was agreed", (paragraph(legend, "note"), Pictures(tuple(pictures))))


MOST_OPTIONS = 8
"""Of a term with more only those are drawn that somebody agreed on."""


def _talk(debrief: ClassDebrief, model: Model, prompts: Sequence[Prompt]) -> Section:
    texts = (
        f"{question.text} {question.answer}".strip()
        for question in questions(debrief, model, prompts)
    )
    return Section("Questions for discussion", (Items(tuple(texts)),))


def _tables(debrief: ClassDebrief, model: Model, everything: Everything) -> Section:
    blocks: list[Block] = []
    for talks in sorted(everything.talks, key=lambda talks: talks.table.number):
        blocks += _table(model, talks)
    return Section("Every table, offer by offer", tuple(blocks), annex=True)


def _table(model: Model, talks: TableTalks) -> Iterator[Heading | Items | TableBlock]:
    scenario = model.scenario
    path = table_path(model, talks)
    yield Heading(f"Table {path.number}")
    yield Items(
        (
            *(
                f"{scenario.parties[party].name}: {', '.join(names) or 'nobody'}"
                for party, names in seats(scenario, talks).items()
            ),
            ending(scenario, path),
        )
    )
    if not path.offers:
        return
    issues = scenario.issues
    rows = []
    for n, offer in enumerate(path.offers, 1):
        ids = list(issues) if offer.first else offer.changed
        terms = "; ".join(
            f"{issues[id].name}: {label_of(issues[id], offer.deal[id])}" for id in ids
        )
        note = f"“{offer.note}” " if offer.note else ""
        rows.append(
            (
                cell(f"{n}. {scenario.parties[offer.party].name}", minute(offer.clock)),
                cell(terms or "repeats its offer", f"{note}{became(scenario, offer)}"),
                *(cell(f"{worth:.2f}") for worth in offer.worth),
            )
        )
    share = 30 // len(path.parties)
    heads = ("Offer", "What changed", *(f"Utility: {name}" for name in _names(model)))
    widths = (18, 82 - share * len(path.parties), *[share] * len(path.parties))
    yield table(heads, rows, widths, len(path.parties))
