"""What a report says, as plain data: every figure as computed, every text as the scenario has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from simulator.acceptance.evaluation import Evaluation, Likely, PlayerView, evaluate
from simulator.bargaining.survey import Survey, survey
from simulator.explain.deal import (
    LIMITS,
    deal_name,
    explanation,
    reference_label,
    told_against,
    voting,
)
from simulator.explain.sensitivity import flip
from simulator.explain.space import how_exact, within_lines
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.reporting.basis import Basis, Change, Cited, bases, changes, chosen_futures, cited
from simulator.reporting.history import History, history
from simulator.reporting.moves import Moves, moves
from simulator.scenario.deals import label_of
from simulator.scenario.reading.loading import ScenarioDocument
from simulator.scenario.scenario import Scenario
from simulator.sensitivity.one_deal import OneDeal
from simulator.sensitivity.switching import EVEN, nearest_switch, switches
from simulator.sensitivity.tornado import TornadoBar, tornado

SHOWN = 10
"""How many of the numbers that matter most are listed."""
FLIPS = 3
"""How many numbers that turn a side's answer are listed."""


@dataclass(frozen=True)
class Request:
    """What a report is asked for.

    Attributes
    ----------
    deal
        The deal on the table.
    made
        The day to put on it.
    target
        The chance that all sign, in [0, 1], which the next moves are to reach.
    locked
        Issues whose terms the next moves leave alone.
    link
        An address that restores what the report shows; empty where there is none.
    against
        The deal that reasons are told against; None: as `evaluate` has it.
    known
        Up to which day chances know what was really answered; None: they know nothing of it.
    """

    deal: Deal
    made: date
    target: float = 0.5
    locked: frozenset[str] = frozenset()
    link: str = ""
    against: Deal | None = None
    known: date | None = None


@dataclass(frozen=True)
class ReportedTerm:
    """One term of the deal, what it means, and where that comes from (sources by key)."""

    label: str
    option: str
    meaning: str
    sources: tuple[str, ...]
    assumption: str


@dataclass(frozen=True)
class CrossedRedLine:
    """A red line that the deal crosses, and the chance that it is real."""

    label: str
    firmness: float


@dataclass(frozen=True)
class PlayerAnswer:
    """How one player sees the deal; its label says so where it has no vote.

    Attributes
    ----------
    utility, reservation
        What the deal and no deal are worth to it, 0 to 1.
    contributions
        What comes with the deal that reasons are told against, then the issues' short labels with what
        each contributes; they add up to utility minus reservation.
    vote
        Of a body, its share of yes in words.
    """

    label: str
    likely: Likely
    utility: float
    reservation: float
    contributions: tuple[tuple[str, float], ...]
    crossed: tuple[CrossedRedLine, ...]
    vote: str = ""


@dataclass(frozen=True)
class PartyAnswer:
    """How likely all players of a party accept, and each of them, the lead first."""

    label: str
    likely: Likely
    players: tuple[PlayerAnswer, ...]


@dataclass(frozen=True)
class Sensitivity:
    """An uncertain number, itself at both ends of its range, and the chance that all sign there.

    Its phrase is its label for the middle of a sentence.
    """

    label: str
    phrase: str
    ends: tuple[str, str]
    low: float
    high: float


@dataclass(frozen=True)
class Turn:
    """What would turn a side's answer by itself: to what, and each with how likely it lies beyond.

    Empty where no single number does.
    """

    party: str
    to_yes: bool
    by: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Space:
    """How many deals are possible, how many are in the ZOPA, and what red lines leave out, in words."""

    deals: int
    zopa: int
    estimated: bool
    within_lines: str
    how_exact: str


@dataclass(frozen=True)
class Report:
    """One state of a negotiation: the deal, the answer, and what stands behind it.

    Attributes
    ----------
    deal
        What the deal is called in the scenario; empty for one of the reader's own.
    all_sign
        The chance that every party accepts.
    why
        The sentence that says which terms decide.
    against
        What deal the terms' contributions are told against, in words.
    sensitivities
        The widest reach first.
    turns
        By side, what would turn its answer.
    uncertain
        How many numbers are only known as ranges.
    known
        Up to which day chances know what was really answered; None: they know nothing of it.
    changes
        Numbers that differ from the scenario's file.
    transfer
        What carries the acceptance curve from people in laboratories to this case.
    history
        What the model makes of the real proposals; None where the scenario has none.
    """

    title: str
    question: str
    summary: str
    as_of: date | None
    made: date
    known: date | None
    link: str
    deal: str
    terms: tuple[ReportedTerm, ...]
    parties: tuple[PartyAnswer, ...]
    all_sign: Likely
    draws: int
    why: str
    against: str
    sensitivities: tuple[Sensitivity, ...]
    turns: tuple[Turn, ...]
    uncertain: int
    space: Space
    moves: Moves
    changes: tuple[Change, ...]
    transfer: str
    history: History | None
    limits: tuple[str, ...]
    bases: tuple[Basis, ...]
    sources: tuple[Cited, ...]

    @property
    def players(self) -> tuple[PlayerAnswer, ...]:
        """Every player, party by party."""
        return tuple(player for party in self.parties for player in party.players)


def report(
    model: Model, original: ScenarioDocument, request: Request, surveyed: Survey | None = None
) -> Report:
    """Gather what a report says.

    Parameters
    ----------
    model
        The scenario with whatever numbers were changed.
    original
        The scenario as its file has it.
    whole
        The survey of the deal space, if it has been made.

    Raises
    ------
    DealError
        If the deal lacks a term, or has one that the scenario does not allow.
    """
    scenario = model.scenario
    answer = evaluate(model, request.deal)
    compared = evaluate(model, request.deal, request.against) if request.against else answer
    surveyed = surveyed or survey(model)
    one_deal = OneDeal(model, answer.deal)
    bars = sorted(tornado(one_deal), key=lambda bar: -bar.reach)
    flips = {id: nearest_switch(one_deal, ("party", id)) for id in answer.parties}
    return Report(
        title=scenario.title,
        question=scenario.question or "",
        summary=scenario.summary,
        as_of=scenario.as_of,
        made=request.made,
        known=request.known,
        link=request.link,
        deal=deal_name(scenario, answer.deal),
        terms=_terms(scenario, answer.deal),
        parties=_parties(scenario, compared),
        all_sign=answer.joint,
        draws=answer.draws,
        why=explanation(scenario, answer, flips),
        against=told_against(scenario, compared),
        sensitivities=tuple(
            Sensitivity(bar.label, bar.parameter.phrase, bar.ends, bar.low, bar.high)
            for bar in bars[:SHOWN]
        ),
        turns=tuple(_turn(one_deal, bars, id, likely) for id, likely in answer.parties.items()),
        uncertain=len(bars),
        space=Space(
            surveyed.size,
            surveyed.zopa_size,
            surveyed.estimated,
            within_lines(surveyed),
            how_exact(surveyed),
        ),
        moves=moves(model, answer.deal, request.target, request.locked, surveyed),
        changes=changes(original.scenario, scenario),
        transfer=acceptance_defaults().transfer,
        # The record is judged by what is believed without its answers.
        history=history(model.with_draws(None), scored="extends" not in original.own)
        if scenario.history
        else None,
        limits=(*LIMITS, *scenario.limits),
        bases=bases(scenario, chosen_futures(model)),
        sources=cited(scenario),
    )


def _turn(one_deal: OneDeal, bars: Sequence[TornadoBar], party: str, likely: Likely) -> Turn:
    situational = [
        switch
        for switch in switches(one_deal, bars, ("party", party))
        if not switch.parameter.is_behavioural
    ]
    return Turn(
        one_deal.scenario.parties[party].name,
        likely.chance < EVEN,
        tuple((flip(switch), switch.likelihood) for switch in situational[:FLIPS]),
    )


def _terms(scenario: Scenario, deal: Mapping[str, float | str]) -> tuple[ReportedTerm, ...]:
    terms = []
    for id, option in deal.items():
        issue = scenario.issues[id]
        level = None if issue.kind == "continuous" else issue.levels[str(option)].description
        terms.append(
            ReportedTerm(
                issue.label,
                label_of(issue, option),
                level or issue.description,
                issue.source,
                issue.assumption or "",
            )
        )
    return tuple(terms)


def _parties(scenario: Scenario, answer: Evaluation) -> tuple[PartyAnswer, ...]:
    return tuple(
        PartyAnswer(
            scenario.parties[party].name,
            likely,
            tuple(
                _player(scenario, id, view, reference_label(answer))
                for id, view in answer.players.items()
                if view.party == party
            ),
        )
        for party, likely in answer.parties.items()
    )


def _player(scenario: Scenario, id: str, view: PlayerView, reference: str) -> PlayerAnswer:
    player = scenario.players[id]
    return PlayerAnswer(
        player.name_and_role,
        view.acceptance,
        view.utility,
        view.reservation,
        (
            (reference, view.avoiding),
            *((scenario.issues[k].name, share) for k, share in view.contributions.items()),
        ),
        tuple(
            CrossedRedLine(player.lines[line].label, player.lines[line].firmness.value)
            for line in view.crossed
        ),
        voting(view.vote) if view.vote else "",
    )
