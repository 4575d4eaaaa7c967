"""The sentences that are made from numbers read as English, for every scenario that ships.

To read all that is said of prepared deals and real texts: `python -m simulator words FILE…`.
"""

import re
from collections.abc import Iterator
from itertools import chain

import pytest

from simulator.acceptance.evaluation import evaluate
from simulator.explain.deal import explanation
from simulator.explain.rules import chosen, closed, rule_words
from simulator.formatting import count, mentioned, verbal
from simulator.glossary import GLOSSARY, define
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.scenario.deals import options, preset_deal, proposal_deal, start_deal
from simulator.scenario.reading.loading import scenario_files
from tests.support import ROOT, SCENARIOS, shipped

NAMES = [path.stem for path in scenario_files(SCENARIOS)]
GLOSSARY_PAGE = (ROOT / "docs/glossary.md").read_text("utf-8")
# Ends in “s” without being a plural: “its red line”, “1 US dollar”.
NO_PLURALS = {"US", "its", "as", "was", "is", "has", "less", "this"}


def deals(model: Model) -> Iterator[tuple[str, Deal, str]]:
    """Yield every preset, every text of the history, and the opening deal with each option of each term.

    Beside each, what a rule between terms made of the option.
    """
    scenario = model.scenario
    for id in scenario.presets:
        yield id, preset_deal(scenario, id), ""
    for id in scenario.history:
        deal = proposal_deal(scenario, id)
        if deal is not None:
            yield id, deal, ""
    start = start_deal(scenario)
    for id, issue in scenario.issues.items():
        stops = options(issue)
        # Of an amount's many steps a dozen, both ends among them: the words are the same in between.
        for option in {*stops[:: max(1, len(stops) // 12)], stops[-1]}:
            choice = chosen(scenario, model.space, start, id, option)
            yield f"{id} {option}", choice.deal, choice.words


def sentences(model: Model) -> Iterator[tuple[str, str]]:
    """Yield what the deal desk says of each deal."""
    scenario = model.scenario
    for id, deal, by_rule in deals(model):
        evaluation = evaluate(model, deal)
        words = explanation(scenario, evaluation)
        yield id, f"A deal is {verbal(evaluation.joint.chance)}. {words}"
        shut = (closed(scenario, deal, issue, options(scenario.issues[issue])) for issue in deal)
        lines = (by_rule, *(" ".join(two) for two in chain(*shut)))
        yield from ((f"{id}, by a rule", line) for line in lines if line)
    for id, rule in scenario.rules.items():
        yield id, f"{rule_words(scenario, rule)} {rule.because}"


def faults(text: str) -> list[str]:
    """Return what a machine can tell is wrong with a paragraph."""
    # A quoted label is the scenario's own, and so is a name.
    bare = re.sub(r"“[^”]*”|‘[^’]*’", "X", text)
    wrong = []
    if "  " in text or text != text.strip():
        wrong.append("spaces")
    if not text.endswith("."):
        wrong.append("no full stop")
    wrong += [f"small letter: {match}" for match in re.findall(r"[.!?] +[a-z][^.]*", bare)]
    wrong += [
        f"plural: {plural}"
        for plural in re.findall(r"\b(?:1|one) ([a-z]+s)\b", bare)
        if plural not in NO_PLURALS
    ]
    wrong += re.findall(
        r"almost certainly not|which outweighs|,[.,;]|\.\.|\( | \)|\bthe The\b", bare
    )
    # The subject of “speaks”: one term, unless some are joined.
    for subject, verb in re.findall(r"(?:: |, )([^,:.;]+?) (speaks?) for", bare):
        if (" and " in subject) != (verb == "speak"):
            wrong.append(f"verb: {subject} {verb}")
    # A name in the middle of a sentence has a small article.
    wrong += re.findall(r"[a-z,;(] The \w+", bare)
    return wrong


@pytest.mark.parametrize("name", NAMES)
def test_what_the_desk_says_of_every_deal_is_english(name: str) -> None:
    faulty = [(id, wrong) for id, text in sentences(shipped(name)) if (wrong := faults(text))]
    assert not faulty


@pytest.mark.parametrize(
    "text",
    [
        "A deal is almost certainly not.",
        "It gains most from share, which outweighs.",
        "The deal crosses 1 of its red lines, but has 1 lines.",
        "A deal is likely",
        "A deal  is likely.",
        "A deal is likely. washington would accept.",
        "Kyiv could go either way: law and share speaks for the deal, little against it.",
        "Washington would refuse; it needs both The White House (3 %) and Congress (4 %).",
    ],
)
def test_broken_english_is_found(text: str) -> None:
    assert faults(text)


def test_one_thing_is_singular_and_a_name_has_a_small_article_within_a_sentence() -> None:
    assert [count(n, "table") for n in (0, 1, 2, 1200)] == [
        "0 tables", "1 table", "2 tables", "1,200 tables",
    ]  # fmt: skip
    assert count(2, "entry", "entries") == "2 entries"
    assert [mentioned(name) for name in ("The White House", "Theo", "Congress")] == [
        "the White House", "Theo", "Congress",
    ]  # fmt: skip


def test_the_glossary_of_the_docs_says_what_the_tooltips_say() -> None:
    shown = dict(re.findall(r"^\| (.+?) \| (.+?) \|$", GLOSSARY_PAGE.split("## In code")[0], re.M))
    assert {term: shown.get(term) for term in GLOSSARY} == dict(GLOSSARY)
    assert define("ZOPA") == f"**ZOPA**: {GLOSSARY['ZOPA']}."
