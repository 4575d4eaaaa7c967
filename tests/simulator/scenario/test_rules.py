"""Rules between terms in a file: what is wrong with one is said with its line; deals of the file obey."""

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from benchmarks.hostile_files import large
from simulator.errors import ScenarioError
from simulator.scenario.json_schema import scenario_schema
from simulator.scenario.reading.loading import read_document
from simulator.scenario.reading.yaml_reader import read_yaml
from tests.support import SCENARIOS, WATER_TEXT, scenario_from

RULE = """rules:
  dear_water_needs_a_judge:
    when: {price: {above: 5}}
    require: {judge: [court, panel]}
    because: Nobody pays that much with nobody to turn to.
"""
LINE = 1 + WATER_TEXT[: WATER_TEXT.index("credibilities:")].count("\n")


def ruled(rules: str) -> str:
    return WATER_TEXT.replace("credibilities:", rules + "credibilities:", 1)


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ScenarioError) as error:
        scenario_from(text)
    return [(problem.line, problem.message) for problem in error.value.problems]


# What is replaced in the rule, by what; the line, from that of `rules:`; what the message must say.
MISTAKES = [
    ("price: {", "prize: {", 2, ['no issue "prize"', 'Did you mean "price"?']),
    ("court, panel", "cort, panel", 3, ['no level "cort"', 'Did you mean "court"?']),
    ("{above: 5}", "{abov: 5}", 2, ["no such field", 'Did you mean "above"?']),
    ("{above: 5}", "{above: 12}", 2, ["12 lies outside the issue's range, 0 to 10"]),
    ("{above: 5}", "8.5", 2, ["8.5 is not on a step"]),
    ("{above: 5}", "dear", 2, ["must be a number from 0 to 10", '"dear"']),
    ("{above: 5}", "{above: 10}", 2, ["no option meets this condition"]),
    ("{above: 5}", "{at_least: 0}", 2, ["every option meets this condition"]),
    ("{above: 5}", "{above: 8, at_least: 9}", 2, ["one lower bound"]),
    ("{above: 5}", "{}", 2, ["give an option, a list of options, or bounds"]),
    ("[court, panel]", "{above: 1}", 3, ["levels, not amounts"]),
    ("[court, panel]", "[]", 3, ["no option meets this condition"]),
    ("judge: [court, panel]", "price: 9", 3, ["`when` names this issue already"]),
    ("    because: Nobody pays that much with nobody to turn to.\n", "", 1, ["missing"]),
    ("{judge: [court, panel]}", "{}", 3, ["needs at least 1"]),
    (
        "because:",
        "source: minuts\n    because:",
        4,
        ['no source "minuts"', 'Did you mean "minutes"?'],
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "wanted"), MISTAKES)
def test_a_mistake_is_said_with_its_line(old: str, new: str, line: int, wanted: list[str]) -> None:
    ((at, message),) = problems(ruled(RULE.replace(old, new, 1)))
    assert at == LINE + line
    assert all(part in message for part in wanted)


# What is put into the file, what it replaces, and the field of the deal that then breaks the rule.
DISOBEDIENT = [
    ("start: {like: middle", "start: {like: middle, terms: {price: 9, judge: nobody}", "start"),
    ("{price: 0, flow: none, judge: nobody}", "{price: 9, flow: none, judge: nobody}", "status_quo > terms"),
    ("terms: {price: 3}", "terms: {price: 6, judge: nobody}", "presets > cheaper"),
    ("{price: 9, flow: none, judge: court}", "{price: 9, flow: none, judge: nobody}", "history > first > terms"),
    ("terms: {price: 5}", "terms: {price: 6, judge: nobody}", "history > letter > terms"),
    ("{price: 9, flow: summer, judge: panel}", "{price: 9, flow: summer, judge: nobody}", "as_good_as"),
    ("terms: {flow: none}", "terms: {price: 9, judge: nobody}", "codings > strict > terms"),
    (
        "    lead: union\n",
        "    lead: union\n    stances: {hard: {label: H, description: x, like: middle, terms: {price: 9, judge: nobody}, assumption: x}}\n",
        "stances > hard",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where"), DISOBEDIENT)
def test_a_deal_of_the_file_that_breaks_a_rule_is_an_error(old: str, new: str, where: str) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario_from(ruled(RULE).replace(old, new, 1))
    (problem,) = error.value.problems
    assert " > ".join(problem.field).endswith(where)
    assert problem.line > LINE
    assert problem.message == (
        'this deal breaks the rule "dear_water_needs_a_judge": price above 5 requires judge court or panel'
    )


def test_rules_that_leave_no_deal_are_named() -> None:
    rules = """rules:
  one: {when: {flow: none}, require: {judge: court}, because: x}
  two: {when: {flow: [summer, always]}, require: {judge: court}, because: x}
  three: {when: {judge: court}, require: {flow: none}, because: x}
  four: {when: {judge: court}, require: {flow: always}, because: x}
"""
    ((line, message),) = problems(ruled(rules))
    assert line == LINE
    assert message == 'together these rules leave no deal: "one", "two", "three", "four"'


def test_too_many_rules_or_conditions_are_refused() -> None:
    one = "{when: {price: 9}, require: {judge: court}, because: x}"
    many = "rules:\n" + "".join(f"  r{n}: {one}\n" for n in range(31))
    assert "at most 30" in str(problems(ruled(many)))
    conditions = ", ".join(f"i{n}: x" for n in range(9))
    wide = f"rules: {{r: {{when: {{{conditions}}}, require: {{judge: court}}, because: x}}}}\n"
    assert "at most 8" in str(problems(ruled(wide)))


def test_issues_that_rules_join_are_limited_as_those_that_interactions_join() -> None:
    data = large([2] * 19, 2)
    data["rules"] = {
        f"r{n}": {"when": {f"i{n}": "o1"}, "require": {f"i{n + 1}": "o1"}, "because": "x"}
        for n in range(18)
    }
    with pytest.raises(ScenarioError, match=r"join 19 issues .* combine in 524,288 ways"):
        _ = read_document(yaml.safe_dump(data), "x.yaml", SCENARIOS).scenario


def test_a_variant_changes_a_rule_and_takes_one_away(tmp_path: Path) -> None:
    more = RULE + "  other: {when: {flow: always}, require: {judge: panel}, because: x}\n"
    (tmp_path / "water.yaml").write_text(ruled(more), "utf-8")
    change = (
        "extends: water\n"
        "rules: {other: null, dear_water_needs_a_judge: {when: {price: {above: 7}}}}\n"
    )
    rules = read_document(change, "dry.yaml", tmp_path).scenario.rules
    (rule,) = rules.values()
    assert rule.when["price"].above == 7
    assert rule.because.startswith("Nobody pays")


def test_the_schema_knows_rules_in_their_short_forms() -> None:
    schema = Draft202012Validator(scenario_schema())
    for condition in ("9", "[8, 9]", "{above: 5, at_most: 9}"):
        data = read_yaml(ruled(RULE.replace("{above: 5}", condition)), "x.yaml").data
        assert not list(schema.iter_errors(data))
    assert list(schema.iter_errors(read_yaml(ruled(RULE.replace("when", "wen")), "x.yaml").data))


def test_amounts_on_a_bound_count_however_they_were_rounded() -> None:
    rule = scenario_from(ruled(RULE)).rules["dear_water_needs_a_judge"]
    assert not rule.when["price"].meets(5 + 1e-12)
    assert rule.when["price"].meets(5.01)
