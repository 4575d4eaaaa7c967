"""What a class may talk about after it has negotiated: guesses with their answers, then open questions.

Every answer is a figure of this class. So few tables prove nothing beyond themselves, and the answers
say "here".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean, median

import numpy as np

from classroom.debrief.results import ClassDebrief, TableResult, TermSpread
from classroom.debrief.words import everyone
from simulator.formatting import HARDLY
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import label_of
from simulator.scenario.teaching import Prompt

FEWEST = 4
"""Deals that it takes to set one half beside the other."""
MOST_TERMS = 4


@dataclass(frozen=True)
class Question:
    """A question for the class.

    Attributes
    ----------
    guesses
        To choose from before the answer is shown; empty where a question is open.
    right
        The place of the guess that holds; None where a question is open.
    answer
        Empty where a question is open.
    source
        Keys of the scenario's sources in which the answer stands.
    """

    text: str
    guesses: tuple[str, ...] = ()
    right: int | None = None
    answer: str = ""
    source: tuple[str, ...] = ()


def questions(
    debrief: ClassDebrief, model: Model, prompts: Sequence[Prompt] = ()
) -> tuple[Question, ...]:
    """Return guesses as far as the class's deals allow, then the scenario's prompts or general ones."""
    return (
        *_guesses(debrief, model),
        *(
            [
                Question(prompt.ask, answer=prompt.then or "", source=prompt.source)
                for prompt in prompts
            ]
            or [Question(text) for text in _open(debrief, model)]
        ),
    )


def _guesses(debrief: ClassDebrief, model: Model) -> Iterator[Question]:
    deals = debrief.deals
    if len(deals) >= 2:
        yield _better(debrief)
        if len(debrief.could):
            yield _favoured(debrief, model)
        yield from _alike(debrief, model)
    if len(deals) >= FEWEST:
        yield _slower(debrief)
        yield from _openings(debrief, deals)


def _better(debrief: ClassDebrief) -> Question:
    count, all_of = len(debrief.deals), everyone(debrief)
    better = sum(result.mutual >= HARDLY for result in debrief.deals)
    right = 0 if not better else 3 if better == count else 1 if better < count / 2 else 2
    return Question(
        f"In how many of the {count} deals could {all_of} have gained more at the same time?"
        if count > 1
        else f"Could {all_of} have gained more at the same time in the one deal?",
        ("None", "Fewer than half", "Half or more", "All"),
        right,
        f"In {better or 'none'} of {count}. The largest such gain left on the table is "
        f"{max(result.mutual for result in debrief.deals):.2f}.",
    )


def _favoured(debrief: ClassDebrief, model: Model) -> Question:
    """Ask which side's median result came nearest to the best that it could hope for."""
    assert debrief.median is not None
    names = [party.name for party in model.scenario.parties.values()]
    hoped = debrief.could.max(axis=0) - debrief.none
    share = (debrief.median - debrief.none) / np.maximum(hoped, 1e-9)
    best = int(share.argmax())
    second = float(np.delete(share, best).max())
    same = bool(share[best] - second < 0.05)
    shares = "; ".join(
        f"{name}: {100 * part:.0f} %" for name, part in zip(names, share, strict=True)
    )
    return Question(
        "Which side came closest to the best deal that it could have hoped for?",
        (*names, "About equally close"),
        len(names) if same else best,
        f"Share of the largest gain that each could have hoped for, in the median deal: {shares}.",
    )


def _alike(debrief: ClassDebrief, model: Model) -> Iterator[Question]:
    """Ask on which term most tables agreed on the same option."""
    issues = model.scenario.issues
    first = [spread for spread in debrief.terms if issues[spread.issue].headline]
    rest = [spread for spread in debrief.terms if not issues[spread.issue].headline]
    spreads = [spread for spread in [*first, *rest] if len(spread.options) > 1][:MOST_TERMS]
    ranked = sorted(spreads, key=lambda spread: -int(spread.counts.max()))
    if len(ranked) < 2 or ranked[0].counts.max() == ranked[1].counts.max():
        return

    def agreement(spread: TermSpread) -> str:
        at = int(spread.counts.argmax())
        issue = issues[spread.issue]
        option = label_of(issue, spread.options[at])
        return f"{issue.name}: {spread.counts[at]} of {len(debrief.deals)} agreed on “{option}”"

    yield Question(
        "On which of these terms did the most tables agree on the same option?",
        tuple(issues[spread.issue].name for spread in spreads),
        spreads.index(ranked[0]),
        f"{agreement(ranked[0])}. Least alike: {agreement(ranked[-1])}.",
    )


def _slower(debrief: ClassDebrief) -> Question:
    """Ask whether the slower half of the deals left less."""
    ordered = sorted(debrief.deals, key=lambda result: result.seconds or 0.0)
    middle = len(ordered) // 2
    quick, slow = (
        median(result.mutual for result in half) for half in (ordered[:middle], ordered[-middle:])
    )
    gap = slow - quick
    right = 2 if abs(gap) < HARDLY else 0 if gap < 0 else 1
    return Question(
        "Did the tables that took longer leave less on the table?",
        ("Yes, they left less", "No, they left more", "About the same"),
        right,
        f"Here, the median deal of the faster half left {quick:.2f} for {everyone(debrief)}, and that of the "
        f"slower half {slow:.2f}.",
    )


def _openings(debrief: ClassDebrief, deals: Sequence[TableResult]) -> Iterator[Question]:
    """Ask whether those who asked for more at first got more."""
    gaps = []
    for place, party in enumerate(debrief.parties):
        both = [
            (float(result.openings[party].worth[place]), float(result.worth[place]))
            for result in deals
            if party in result.openings
        ]
        middle = median(first for first, _ in both) if both else 0.0
        more = [got for first, got in both if first > middle]
        less = [got for first, got in both if first < middle]
        if more and less:
            gaps.append(median(more) - median(less))
    if not gaps:
        return
    gap = mean(gaps)
    right = 2 if abs(gap) < HARDLY else 0 if gap > 0 else 1
    how = (
        "about as much as the others"
        if right == 2
        else f"{abs(gap):.2f} {'more' if gap > 0 else 'less'} than the others"
    )
    yield Question(
        "Did those who asked for more in their first offer get more in the end?",
        ("Yes, more", "No, less", "About as much"),
        right,
        f"Here, those whose first offer asked for more than their side's median got {how}, comparing "
        "medians. Some who asked for too much may be among the tables without a deal.",
    )


def _open(debrief: ClassDebrief, model: Model) -> Iterator[str]:
    yield "What did you think mattered most to the other side, and which of its offers told you otherwise?"
    yield "On which term did you give ground, and what did you get for it?"
    yield "Who made the first offer at your table? Would you do so again?"
    if any(result.deal is None for result in debrief.tables) and debrief.open:
        yield "Choose a table without a deal and replay it: which single step would have led to one?"
    if any(result.deal is not None for result in debrief.tables):
        yield "Choose the deal that left the least on the table: what did its tables do that others did not?"
    if len(model.scenario.voters) > len(model.scenario.parties):
        yield "Who at home would have blocked your deal, and did you think of them while you negotiated?"
    if any(mark.name == "real" for mark in debrief.landmarks):
        yield "Compare your deal with the one that was really signed: what explains the difference?"
    yield "What would you do differently if you sat down at the same table tomorrow?"
