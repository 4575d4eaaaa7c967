"""Pictures that stand where the figures say, whatever the words."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.acceptance.evaluation import Likely
from simulator.reporting.drawing import (
    GREEN,
    LEFT,
    RED,
    RIGHT,
    WIDTH,
    chances,
    contributions,
    tornado,
)
from simulator.safe_text import printable

SVG = "{http://www.w3.org/2000/svg}"
chance = st.floats(0, 1)
PIXEL = 0.06
"""Coordinates are written to a tenth."""


def place(at: float) -> float:
    return LEFT + (RIGHT - LEFT) * at


@given(chance, chance, chance)
def test_a_chance_stands_where_its_figure_says(low: float, at: float, high: float) -> None:
    low, at, high = sorted((low, at, high))
    picture = ET.fromstring(chances([("Ann", Likely(at, 0, low, high), "player")], "t").svg)
    (dot,) = picture.iter(f"{SVG}circle")
    assert float(dot.attrib["cx"]) == pytest.approx(place(at), abs=PIXEL)
    (range_,) = [line for line in picture.iter(f"{SVG}line") if "class" not in line.attrib]
    assert float(range_.attrib["x1"]) == pytest.approx(place(low), abs=PIXEL)
    assert float(range_.attrib["x2"]) == pytest.approx(place(high), abs=PIXEL)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=12), st.floats(1, 3))
def test_bars_are_as_long_as_their_shares_and_on_their_side(
    shares: list[float], reach: float
) -> None:
    rows = [(f"term {n}", share) for n, share in enumerate(shares)]
    picture = ET.fromstring(contributions(rows, reach, "t").svg)
    (zero,) = picture.iter(f"{SVG}line")
    middle = float(zero.attrib["x1"])
    bars = list(picture.iter(f"{SVG}rect"))
    full = max(float(bar.attrib["width"]) for bar in bars)
    for bar, share in zip(bars, shares, strict=True):
        start, long = float(bar.attrib["x"]), float(bar.attrib["width"])
        assert bar.attrib["fill"] == (GREEN if share >= 0 else RED)
        assert (start if share >= 0 else start + long) == pytest.approx(middle, abs=2 * PIXEL)
        assert long * max(map(abs, shares)) == pytest.approx(full * abs(share), abs=2 * PIXEL)
        assert start >= 0
        assert start + long <= WIDTH


@given(st.lists(st.tuples(chance, chance), min_size=1, max_size=8), chance)
def test_the_ends_of_a_tornado_keep_their_order(
    ends: list[tuple[float, float]], joint: float
) -> None:
    rows = [(f"number {n}", low, high) for n, (low, high) in enumerate(ends)]
    circles = list(ET.fromstring(tornado(rows, joint, "t").svg).iter(f"{SVG}circle"))
    places = [float(circle.attrib["cx"]) for circle in circles]
    assert all(LEFT - PIXEL <= x <= RIGHT + PIXEL for x in places)
    flat = [end for pair in ends for end in pair]
    for (x, a), (y, b) in zip(
        zip(places, flat, strict=True), zip(places[1:], flat[1:], strict=False), strict=False
    ):
        assert (x - y) * (a - b) >= -PIXEL


@given(st.text())
def test_any_name_makes_a_picture_that_can_be_read(name: str) -> None:
    likely = Likely(0.5, 0, 0.2, 0.8)
    for drawn in (
        chances([(name, likely, "party"), (name, likely, "all")], name),
        contributions([(name, 0.1)], 0.1, name),
        tornado([(name, 0.1, 0.2)], 0.15, name),
    ):
        picture = ET.fromstring(drawn.svg)
        title = picture.find(f"{SVG}title")
        assert title is not None
        assert (title.text or "") == printable(name)
        assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= {
            "svg", "title", "desc", "text", "line", "rect", "circle",
        }  # fmt: skip


def test_long_names_break_into_two_lines_and_are_cut() -> None:
    words = " ".join(["word"] * 60)
    picture = ET.fromstring(tornado([(words, 0.1, 0.2)], 0.15, "t").svg)
    lines = [
        element.text or "" for element in picture.iter(f"{SVG}text") if "word" in str(element.text)
    ]
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(6 * len(line) < WIDTH for line in lines)


def test_who_cannot_see_it_is_told_every_figure() -> None:
    drawn = chances([("Ann", Likely(0.5, 0, 0.2, 0.8), "party")], "t")
    assert drawn.alt_text == "Ann: 50 % (20 % – 80 %)"
    assert "Bob: −0.20" in contributions([("Bob", -0.2)], 0.2, "t").alt_text
    assert tornado([("Cy", 0.1, 0.9)], 0.5, "t").alt_text == "Cy: 10 % → 90 %"
