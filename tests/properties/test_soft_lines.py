"""Red lines that may lie a little beyond where they were drawn (docs/model.md, section 3)."""

from math import pi, sqrt
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.acceptance.acceptance import accept
from simulator.acceptance.evaluation import evaluate
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import crosses, proposal_deal
from tests.support import examples, model_of, shipped, two_player_data

few_examples = examples(40)
ARGUED = {"assumption": "test"}
CLOSE = 0.001
"""A tenth of a percent of an issue's range, by which nobody's answer should turn."""
LEVELS = ("l0", "l1", "l2", "l3", "l4")
Data = dict[str, Any]


def uncertain(value: float) -> Data:
    return {"value": value, "low": value * 0.6, "high": value + (1 - value) * 0.4, **ARGUED}


@st.composite
def lines(draw: st.DrawFn, softness: float | None = None) -> Data:
    """A talk about an amount and five levels, each with a line of the second side's, hard or soft."""
    data = two_player_data([([0.0, 1.0], [1.0, 0.0])], ([0.2], [0.2]), (0.3, 0.3), ranged=True)
    scale, shift = draw(st.sampled_from([(1.0, 0.0), (0.01, 0.0), (40.0, -900.0)]))
    data["issues"] |= {
        "amount": {
            "kind": "continuous", "label": "Amount", "description": "x", **ARGUED,
            "min": shift, "max": shift + 100 * scale, "step": 5 * scale,
        },
        "level": {
            "kind": "ordinal", "label": "Level", "description": "x", **ARGUED,
            "levels": {id: id for id in LEVELS},
        },
    }  # fmt: skip
    side: Literal["above", "below"] = draw(st.sampled_from(["above", "below"]))
    for party, worse in (("a", side == "below"), ("b", side == "above")):
        player = data["parties"][party]["players"][party]
        player["weights"] |= {id: {"value": 0.4, **ARGUED} for id in ("amount", "level")}
        table = {id: (4 - n if worse else n) / 4 for n, id in enumerate(LEVELS)}
        player["values"] |= {
            "amount": {"kind": "linear", "best": "low" if worse else "high", **ARGUED},
            "level": {"kind": "levels", "table": table, **ARGUED},
        }
    bound = shift + draw(st.integers(1, 99)) * scale
    red = {
        "far": {"label": "x", "issue": "amount", side: bound},
        "high": {"label": "y", "issue": "level", side: draw(st.sampled_from(LEVELS[1:-1]))},
    }
    for id, unit in (("far", scale), ("high", 0.05)):
        firmness = uncertain(draw(st.floats(0.05, 0.95)))
        red[id]["firmness"] = draw(st.sampled_from([firmness, {"value": 1.0, **ARGUED}]))
        width = draw(st.floats(0.5, 30)) if softness is None else softness
        width *= unit
        ranged = {"value": width, "low": width / 2, "high": width * 2, **ARGUED}
        if softness is not None or draw(st.booleans()):
            red[id]["softness"] = {"value": width, **ARGUED} if softness is not None else ranged
    data["parties"]["b"]["players"]["b"]["red_lines"] = red
    data["start"] = {"terms": {"i0": "o0", "amount": shift, "level": "l0"}}
    return data


def drawn_line(model: Model, id: str) -> Any:
    return model.scenario.players["b"].red_lines[id]


def keeping(model: Model, issue: str) -> np.ndarray:
    """The chance that an issue's options keep the line, the furthest beyond it last."""
    kept = model.sample.players["b"].no_veto[model.space.issues.index(issue)]
    assert kept is not None
    line = drawn_line(model, {"amount": "far", "level": "high"}[issue])
    return kept if line.above is not None else kept[::-1]


@few_examples
@given(lines())
def test_going_further_past_a_line_never_helps(data: Data) -> None:
    model = model_of(data)
    for issue in ("amount", "level"):
        kept = keeping(model, issue)
        assert (np.diff(kept, axis=0) <= 0).all()
        assert ((kept >= 0) & (kept <= 1)).all()
        # Here more of what a line forbids is worth less to who drew it, so a yes becomes no likelier.
        k = model.space.issues.index(issue)
        deals = np.zeros((model.space.counts[k], len(model.space.counts)), dtype=int)
        deals[:, k] = np.arange(len(deals))
        chances = accept(model.sample, deals).players["b"].mean
        line = drawn_line(model, {"amount": "far", "level": "high"}[issue])
        falling = chances if line.above is not None else chances[::-1]
        assert (np.diff(falling) <= 1e-12).all()


@few_examples
@given(lines(), st.floats(0, 1 - CLOSE))
def test_no_line_on_an_amount_is_a_cliff(data: Data, share: float) -> None:
    """A half-normal density is nowhere above 2 / (σ √2π), so a chance moves by at most 2 f Δ / (σ √2π)."""
    red = data["parties"]["b"]["players"]["b"]["red_lines"]["far"]
    red.pop("softness", None)
    red["firmness"] = {"value": 1.0, **ARGUED}
    issue = data["issues"]["amount"]
    width = issue["max"] - issue["min"]
    here, there = (issue["min"] + at * width for at in (share, share + CLOSE))
    bare = model_of(data)
    model = bare.with_deal(*({"i0": "o0", "amount": at, "level": "l0"} for at in (here, there)))
    k = model.space.issues.index("amount")
    kept = model.sample.players["b"].no_veto[k]
    assert kept is not None
    at_both = kept[[model.space.position("amount", at) for at in (here, there)]]
    assert np.abs(np.diff(at_both, axis=0)).max() <= 2 * CLOSE / (0.05 * sqrt(2 * pi)) + 1e-12


@few_examples
@given(lines(softness=1e-6))
def test_a_line_of_hardly_any_softness_is_the_hard_one(data: Data) -> None:
    model = model_of(data)
    for line in data["parties"]["b"]["players"]["b"]["red_lines"].values():
        line["softness"]["value"] = 0.0
    hard = model_of(data)
    for issue, id in (("amount", "far"), ("level", "high")):
        k = model.space.issues.index(issue)
        soft, sharp = (of.central.players["b"].no_veto[k] for of in (model, hard))
        assert soft is not None
        assert sharp is not None
        line, options = drawn_line(model, id), model.space.options[k]
        assert soft == pytest.approx(sharp, abs=1e-9)
        beyond = np.array(crosses(line, options))
        assert sharp == pytest.approx(np.where(beyond, 1 - line.firmness.value, 1))


def test_a_tenth_of_a_point_halves_no_chance_in_the_minerals_case() -> None:
    model = shipped("us_ukraine_minerals")
    for text in ("d3", "d7"):
        deal = proposal_deal(model.scenario, text)
        assert deal is not None
        half, more = (evaluate(model, {**deal, "revenue_share": at}) for at in (50.0, 50.1))
        assert more.joint.chance == pytest.approx(half.joint.chance, abs=0.005)
        for id, view in more.players.items():
            assert view.acceptance.chance == pytest.approx(
                half.players[id].acceptance.chance, abs=0.01
            )
