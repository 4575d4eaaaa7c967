"""YAML from strangers."""

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.reading.yaml_reader import MOST_BYTES, MOST_DEPTH, Position, read_yaml


def refused(text: str | bytes) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_yaml(text, "x.yaml")
    assert len(caught.value.problems) == 1
    return str(caught.value)


def test_plain_data_with_the_place_of_every_key() -> None:
    tree = read_yaml("a: 1\nb:\n  - c: x\n  - 2.5\n", "x.yaml")
    assert tree.data == {"a": 1, "b": [{"c": "x"}, 2.5]}
    assert tree.positions[("b", "0", "c")] == Position("x.yaml", 3, 5)
    assert tree.positions[("b", "1")] == Position("x.yaml", 4, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("2025-02-12", "2025-02-12"), ("1_000", "1_000"),
        ("0x10", "0x10"), ("12:30", "12:30"), ("true", True), ("~", None), ("", None), ("-3", -3),
        ("1e3", 1000.0), (".5", 0.5), ("'1'", "1"), ('"true"', "true"), ("007", 7),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    scalar = read_yaml(f"a: {text}", "x.yaml").data["a"]
    assert scalar == value
    assert type(scalar) is type(value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("a: [1, 2", "not YAML"),
        ("a: 1\nb: 2\na: 3", 'line 3, column 1: "a" appears here again; it is first in line 1'),
        ("a: .nan", "line 1, column 4"),
        ("a: .inf", "finite"),
        ("a: 1e999", "too large"),
        ("a: !!python/object/apply:os.system [ls]", "tags such as"),
        ("a: !!binary aGk=", "tags such as"),
        ("a: &x 1\nb:\n  <<: *x", "merge keys"),
        ("a: *nowhere", "names no anchor"),
        ("a: 1\n---\nb: 2", "second document"),
        ("? [1, 2]\n: 3", "a key must be plain text"),
        ("a: \x00", "does not allow"),
        (b"a: \xff", "not UTF-8"),
        ("a: " + "x" * 20_000, "more than 10,000 characters"),
        ("x" * 300 + ": 1", "more than 200 characters"),
        ('a: "\\0"', "line 1, column 4: a: the control character U+0000"),
        ('a: "\\e[31m"', "the control character U+001B"),
        ('"a\\b": 1', "the control character U+0008"),
        ('a: "\\ud800"', "not YAML"),
        ("a: \ud800", "not UTF-8"),
    ],
)
def test_what_is_refused_says_why_and_where(text: str | bytes, says: str) -> None:
    assert says in refused(text)


def test_limits_on_size_depth_and_aliases() -> None:
    assert "at most" in refused("# " + "x" * MOST_BYTES)
    assert f"deeper than {MOST_DEPTH}" in refused("[" * (MOST_DEPTH + 2) + "]" * (MOST_DEPTH + 2))
    assert "deeper" in refused("[" * 5000)
    assert "values" in refused("a: [" + "1," * 60_000 + "1]")
    laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
    )
    assert "more than" in refused(laughs)
    assert "names no anchor" in refused("a: &a [*a]")


def test_an_alias_repeats_what_it_names() -> None:
    tree = read_yaml("a: &x {b: 1}\nc: *x", "x.yaml")
    assert tree.data == {"a": {"b": 1}, "c": {"b": 1}}
    assert tree.positions[("c", "b")].line == 1


def test_an_alias_of_an_alias_knows_the_place_of_every_key() -> None:
    tree = read_yaml("a: &x\n  b: &y\n    c: 1\nd: &z\n  e: *y\nf: *x\ng: *z", "x.yaml")
    assert tree.data["f"] == {"b": {"c": 1}}
    assert tree.data["g"] == {"e": {"c": 1}}
    assert tree.positions[("f", "b", "c")] == tree.positions[("a", "b", "c")]
    assert tree.positions[("g", "e", "c")] == Position("x.yaml", 3, 5)
