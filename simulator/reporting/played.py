"""A played negotiation as one page: how it ended, the path, what was left, what each side wanted."""

from collections.abc import Iterator
from datetime import date

from simulator.explain.debrief import (
    NAMES,
    ended,
    gave_away,
    left,
    offers_summary,
    put_forward_on_record,
    results,
)
from simulator.formatting import mentioned, percent
from simulator.preferences.outcome_space import Deal
from simulator.reporting.document import (
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
from simulator.reporting.drawing import path
from simulator.scenario.deals import label_of
from simulator.simulation.human.brief import Brief, brief
from simulator.simulation.human.debrief import Debrief
from simulator.simulation.human.opponents import Opponent
from simulator.simulation.human.session import PlayedGame


def played(game: PlayedGame, look: Debrief, level: Opponent, made: date) -> Document:
    """Gather what a page about a game says."""
    scenario = game.phase.scenario
    person = scenario.parties[game.table.person].name
    return Document(
        title=f"A played negotiation: {scenario.title}",
        question="",
        about=(
            f"Played for {mentioned(person)} against this opponent: {level.label}. {level.description}",
            f"Table {game.table.seed}, {made:%d %B %Y}. Utility runs from 0 (worst) to 1 (best); "
            "all numbers are at the scenario's central values.",
        ),
        link=None,
        sections=(_ended(game, look), _left(game, look), _path(game, look), _wanted(game, look)),
    )


def _ended(game: PlayedGame, look: Debrief) -> Section:
    names = _names(game, look)
    figures = [
        FigureBlock(f"{name}: utility", f"{got:.2f}", f"reservation value: {none:.2f}")
        for name, got, none in zip(names, look.outcome, look.none, strict=True)
    ]
    own_first = [figures[look.person], *(f for n, f in enumerate(figures) if n != look.person)]
    return Section(
        "How it ended",
        (
            paragraph(f"{ended(game, look)} {results(game, look)}", "lead"),
            Figures(tuple(own_first)),
        ),
    )


def _left(game: PlayedGame, look: Debrief) -> Section:
    deals: dict[str, Deal] = {}
    if look.agreed is not None:
        deals["Agreed" if look.signed else "Agreed, not ratified"] = look.agreed
    if look.better is not None:
        deals["Better for all"] = look.better.deal
    deals |= {NAMES[mark.name]: mark.deal for mark in look.landmarks}
    blocks = [Items((*left(game, look), *offers_summary(game, look), *gave_away(game, look)))]
    refused = put_forward_on_record(game, look)
    return Section(
        "What was left on the table",
        (*blocks, *_deals(game, deals), *((Items(tuple(refused)),) if refused else ())),
    )


def _deals(game: PlayedGame, deals: dict[str, Deal]) -> Iterator[TableBlock]:
    if not deals:
        return
    issues = game.phase.scenario.issues
    width = 80 // len(deals)
    yield table(
        ("Term", *deals),
        [
            (cell(issue.name), *(cell(label_of(issue, deal[id])) for deal in deals.values()))
            for id, issue in issues.items()
        ],
        (100 - width * len(deals), *[width] * len(deals)),
    )


def _path(game: PlayedGame, look: Debrief) -> Section:
    person = look.person
    other = next(n for n in range(len(look.parties)) if n != person)
    names = _names(game, look)
    points = [(float(offer.worth[person]), float(offer.worth[other])) for offer in look.offers]
    by_person = [offer.party == look.parties[person] for offer in look.offers]
    marks = [("Where it ended", float(look.outcome[person]), float(look.outcome[other]))]
    marks += [
        (NAMES[mark.name], float(mark.worth[person]), float(mark.worth[other]))
        for mark in look.landmarks
    ]
    drawing = path(
        [
            [point for point, own in zip(points, by_person, strict=True) if own],
            [point for point, own in zip(points, by_person, strict=True) if not own],
        ],
        [(float(row[person]), float(row[other])) for row in look.frontier],
        (float(look.none[person]), float(look.none[other])),
        marks,
        (names[person], names[other]),
        "The path of the talks",
    )
    return Section(
        "The path",
        (Pictures((Picture("The path of the talks", drawing, ""),)), _offers(game, look)),
    )


def _offers(game: PlayedGame, look: Debrief) -> TableBlock:
    names = dict(zip(look.parties, _names(game, look), strict=True))
    issues = game.phase.scenario.issues
    before: dict[str, Deal] = {}
    rows = []
    for offer in look.offers:
        was = before.get(offer.party)
        moved = [
            f"{issues[id].name}: {label_of(issues[id], option)}"
            for id, option in offer.deal.items()
            if was is not None and was[id] != option
        ]
        words = "; ".join(moved) or ("opens" if was is None else "repeats its offer")
        before[offer.party] = offer.deal
        rows.append(
            (
                cell(f"{offer.round}. {names[offer.party]}"),
                cell(words, f"“{offer.reason}”" if offer.reason else ""),
                *(cell(f"{worth:.2f}") for worth in offer.worth),
            )
        )
    heads = ("Offer", "What changed", *(f"Utility: {name}" for name in names.values()))
    share = 30 // len(names)
    return table(heads, rows, (18, 82 - share * len(names), *[share] * len(names)), len(names))


def _wanted(game: PlayedGame, look: Debrief) -> Section:
    model = game.phase.model
    leads = [game.phase.scenario.parties[party].lead for party in look.parties]
    briefs = [brief(model, lead) for lead in leads]
    names = _names(game, look)
    share = 60 // len(names)
    weights = table(
        ("Term", *(f"Priority: {name}" for name in names)),
        [
            (cell(issue.name), *(cell(percent(side.terms[k].weight)) for side in briefs))
            for k, issue in enumerate(game.phase.scenario.issues.values())
        ],
        (100 - share * len(names), *[share] * len(names)),
        len(names),
    )
    values = table(
        ("Option", *(f"Value: {name}" for name in names)),
        list(_values(game, briefs)),
        (100 - share * len(names), *[share] * len(names)),
        len(names),
    )
    return Section(
        "What each side wanted",
        (weights, Heading("The value of each option, 0 to 1"), values),
        annex=True,
    )


def _values(game: PlayedGame, briefs: list[Brief]) -> Iterator[tuple[Cell, ...]]:
    space = game.phase.model.space
    for k, (issue, options) in enumerate(
        zip(game.phase.scenario.issues.values(), space.options, strict=True)
    ):
        yield (cell(issue.label),)
        for n, option in enumerate(options):
            yield (
                cell(label_of(issue, option)),
                *(cell(f"{side.terms[k].worth[n]:.2f}") for side in briefs),
            )


def _names(game: PlayedGame, look: Debrief) -> list[str]:
    return [game.phase.scenario.parties[party].name for party in look.parties]
