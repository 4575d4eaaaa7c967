"""A report as a document: the answer first, then why, what would change it, and what it stands on."""

from collections.abc import Iterable, Iterator
from datetime import date

from simulator.acceptance.evaluation import Likely
from simulator.explain.deal import ranged, span, with_error
from simulator.explain.sensitivity import turned
from simulator.formatting import (
    capital,
    count,
    in_a_sentence,
    listed,
    percent,
    percent_in_prose,
    signed,
    verbal,
)
from simulator.glossary import IF_KNOWN
from simulator.reporting import drawing
from simulator.reporting.basis import Change
from simulator.reporting.contents import PlayerAnswer, Report, ReportedTerm
from simulator.reporting.document import (
    Block,
    Card,
    Cards,
    Cell,
    Document,
    FigureBlock,
    Figures,
    Heading,
    Items,
    Picture,
    Pictures,
    Section,
    Words,
    cell,
    keys,
    paragraph,
    table,
)
from simulator.reporting.evidence import assumed, estimate, numbers, sources, trust
from simulator.reporting.moves import AnsweredQuestion, NextMove


def document(report: Report) -> Document:
    """Arrange a report as its reader should meet it."""
    sections = [_answer(report), _deal(report)]
    if report.changes:
        sections.append(_changes(report.changes))
    sections += [_why(report), _moves(report)]
    if report.sensitivities:
        sections.append(_sensitivity(report))
    sections += [trust(report), numbers(report), sources(report)]
    about = [f"Deal on the table: {report.deal or 'the reader’s own'}"]
    if report.as_of:
        about.append(f"Facts as of {day(report.as_of)}")
    if report.known:
        about.append(f"Chances know what was really answered up to {day(report.known)}")
    about.append(f"Made on {day(report.made)} with Deal desk")
    link = Words("Open this exact view in Deal desk", report.link) if report.link else None
    return Document(report.title, report.question, tuple(about), link, tuple(sections))


def day(date: date) -> str:
    """Write a day as one says it."""
    return f"{date.day} {date:%B %Y}"


# --- the answer ----------------------------------------------------------------------------------


def _answer(report: Report) -> Section:
    figures = [("All sign", report.all_sign)]
    figures += [(f"{party.label} accepts", party.likely) for party in report.parties]
    return Section(
        "The answer",
        (
            Figures(tuple(_figure(label, likely) for label, likely in figures)),
            paragraph(f"A deal is {verbal(report.all_sign.chance)}. {report.why}", "lead"),
            Pictures((_chances(report),)),
            paragraph(
                f"The range beside each chance: {IF_KNOWN}, the chance would lie within it in eight cases "
                "out of ten. It does not cover what the model leaves out. The sampling error of “All sign” "
                f"is {with_error(report.all_sign)} (two standard errors, {report.draws:,} "
                "draws). It says how exactly the mean is computed, not how right the model is.",
                "note",
            ),
        ),
    )


def _chances(report: Report) -> Picture:
    rows: list[tuple[str, Likely, drawing.Shape]] = []
    for party in report.parties:
        rows.append((f"{party.label} accepts", party.likely, "party"))
        if len(party.players) > 1:
            rows += [(player.label, player.likely, "player") for player in party.players]
    rows.append(("All sign", report.all_sign, "all"))
    title = "How likely each is to accept"
    return Picture(
        title,
        drawing.chances(rows, title),
        "Each mark lies on its range. Squares are parties, each as likely to accept as its most reluctant "
        "player with a vote; circles are players, and the diamond is everyone together.",
    )


def _figure(label: str, likely: Likely) -> FigureBlock:
    low, high = percent(likely.low), percent(likely.high)
    return FigureBlock(label, percent(likely.chance), span(likely) if low != high else "")


def _deal(report: Report) -> Section:
    rows = tuple(
        (cell(term.label), cell(term.option, term.meaning), _whence(term)) for term in report.terms
    )
    return Section(
        "The deal on the table",
        (
            paragraph(report.summary),
            table(("Term", "On the table", "Source"), rows, (28, 48, 24)),
        ),
    )


def _whence(term: ReportedTerm) -> Cell:
    return Cell(keys(term.sources), assumed(term.assumption))


def _changes(changes: Iterable[Change]) -> Section:
    rows = tuple(
        (cell(change.label), cell(estimate(*change.before)), cell(estimate(*change.after)))
        for change in changes
    )
    return Section(
        "Numbers changed from the scenario’s file",
        (
            paragraph(
                "This report does not use the file’s own numbers alone. Numbers that were rescaled because "
                "they must add up to 1 are listed too."
            ),
            table(("Number", "In the file", "Here"), rows, (50, 25, 25), numbers=2),
        ),
    )


# --- why -----------------------------------------------------------------------------------------


def _why(report: Report) -> Section:
    leads = [party.players[0] for party in report.parties]
    reach = max((abs(share) for lead in leads for _, share in lead.contributions), default=0.01)
    players = report.players
    rows = [
        (cell(label), *(cell(signed(player.contributions[n][1])) for player in players))
        for n, (label, _) in enumerate(players[0].contributions)
    ]
    for label, worths in (
        ("Together", [signed(player.utility - player.reservation) for player in players]),
        ("Utility of the deal", [f"{player.utility:.2f}" for player in players]),
        ("Reservation value", [f"{player.reservation:.2f}" for player in players]),
    ):
        rows.append((cell(label), *map(cell, worths)))
    wide = max(60 // len(players), 9)
    blocks: list[Block] = [
        paragraph(
            "What each term adds to the difference between the utility of the deal and the reservation "
            f"value, on a scale from 0 (a player’s worst deal) to 1 (its best). {report.against}"
        ),
        Pictures(tuple(_contributions(lead, reach) for lead in leads)),
        Heading("For every player"),
        table(
            ("Term", *(player.label for player in players)),
            tuple(rows),
            (100 - wide * len(players), *[wide] * len(players)),
            numbers=len(players),
        ),
    ]
    votes = tuple(f"{player.label}: {player.vote}" for player in players if player.vote)
    if votes:
        blocks += [Heading("How bodies vote"), Items(votes)]
    crossed = tuple(
        f"{player.label}: {line.label} ({percent(line.firmness)} likely to be real)"
        for player in players
        for line in player.crossed
    )
    if crossed:
        blocks += [Heading("Red lines that the deal crosses"), Items(crossed)]
    return Section("Why", tuple(blocks))


def _contributions(player: PlayerAnswer, reach: float) -> Picture:
    total = signed(player.utility - player.reservation)
    title = f"{player.label}: {total} over no deal"
    return Picture(
        title,
        drawing.contributions(player.contributions, reach, title),
        "Bars to the right speak for the deal; outlined bars to the left speak against it.",
    )


# --- what would change it ------------------------------------------------------------------------


def _moves(report: Report) -> Section:
    moves, space = report.moves, report.space
    about = "about " if space.estimated else ""
    leave = "leaves" if space.zopa == 1 else "leave"
    room = space.within_lines or (
        f"{about}{space.zopa:,} of {count(space.deals, 'possible deal')} {leave} everyone at least as well "
        "off as no deal (the ZOPA)."
        if space.zopa
        else f"There is no ZOPA: each of {count(space.deals, 'possible deal')} leaves somebody worse off "
        "than no deal."
    )
    room += f" {space.how_exact}" if space.how_exact else ""
    locked = f" Locked terms: {listed(moves.locked)}." if moves.locked else ""
    blocks: list[Block] = [paragraph(capital(room) + locked)]
    for head, answers in (
        (f"The smallest change that makes it {percent(moves.target)} likely", moves.least),
        ("Best response of each side", moves.best),
        ("Bargaining solutions", moves.fair),
    ):
        blocks += [Heading(head), *_offers(answers)]
    return Section("What would change it", tuple(blocks))


def _offers(answers: AnsweredQuestion) -> Iterator[Block]:
    if answers.moves:
        yield Cards(tuple(map(_card, answers.moves)))
    if answers.missing:
        yield paragraph(answers.missing)


def _card(move: NextMove) -> Card:
    lines = tuple(f"{label}: {before} → {after}" for label, before, after in move.changes)
    parties = ", ".join(f"{name} {percent(chance)}" for name, chance in move.parties)
    return Card(
        move.name,
        move.meaning,
        lines or ("The deal on the table itself.",),
        f"All sign: {ranged(move.all_sign)}",
        " ".join(
            [
                f"{parties}. Compared with the deal on the table: {in_a_sentence(move.helped)}"
                if lines
                else f"{parties}.",
                *move.refused,
            ]
        ),
    )


# --- sensitivity ---------------------------------------------------------------------------------


def _sensitivity(report: Report) -> Section:
    first = report.sensitivities[0]
    lower, upper = (percent_in_prose(end) for end in sorted((first.low, first.high)))
    known = count(report.uncertain, "uncertain number.", "uncertain numbers.")
    if lower == upper:
        still = (
            f"The answer depends on {known} Wherever a single one of them lies in its range, the chance that "
            f"all sign is {lower}: it takes other terms, or several numbers at once, to change that."
        )
        return Section("Sensitivity", (paragraph(still),))
    most = (
        f"The answer depends on {known} The most influential is {first.phrase}: at one end of its range "
        f"({first.ends[0]} – {first.ends[1]}) the chance that all sign is {lower}, at the other {upper}, "
        "while all others stay as uncertain as they are."
    )
    turns = [
        paragraph(f"{capital(turn.party)}{turned(turn.by, turn.to_yes)}") for turn in report.turns
    ]
    return Section("Sensitivity", (paragraph(most), *turns, Pictures((_tornado(report),))))


def _tornado(report: Report) -> Picture:
    title = "Chance that all sign, with each number low and high"
    rows = [(bar.label, bar.low, bar.high) for bar in report.sensitivities]
    return Picture(
        title,
        drawing.tornado(rows, report.all_sign.chance, title),
        "The hollow dot is the chance with the number at the low end of its range, the filled dot at the "
        "high end; the dashed line is the present answer.",
    )
