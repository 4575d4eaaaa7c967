"""Weighted votes and factions, counted by hand: three teaching cases of points, each with a vote.

Sund herring: a commission of four states with 4, 3, 2 and 2 votes. Skerry Bank: a developer and a ministry,
and a board of 3, 2, 2 and 2. Brückenau-Lind: a mayor, and a council whose factions have 16, 13, 8, 5 and 3
seats. What passes was counted over all deals, with plain sums of points.
"""

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.acceptance.acceptance import accept
from simulator.bargaining.survey import survey
from tests.support import model_of

CASES = json.loads((Path(__file__).parents[2] / "data" / "weighted_votes.json").read_text("utf-8"))
ARGUED = {"assumption": "test"}


def wants(case: dict[str, Any], who: str) -> dict[str, Any]:
    """What a player's points say: 100 of them are a utility of 1."""
    points = {issue: levels for issue, levels in case["points"][who].items() if max(levels)}
    return {
        "weights": {issue: {"value": max(p) / 100, **ARGUED} for issue, p in points.items()},
        "values": {
            issue: {
                "kind": "levels",
                "table": {f"o{n}": point / max(p) for n, point in enumerate(p)},
                **ARGUED,
            }
            for issue, p in points.items()
        },
        "no_deal": {"none": {"value": case["no_deal"][who] / 100, **ARGUED}},
    }


def clerk(case: dict[str, Any]) -> dict[str, Any]:
    """Somebody who signs whatever there is, since a format of two sides needs a second lead."""
    issue, options = next(iter(case["options"].items()))
    table = {f"o{n}": n / (options - 1) for n in range(options)}
    return {
        "label": "A clerk",
        "description": "x",
        "weights": {issue: {"value": 1.0, **ARGUED}},
        "values": {issue: {"kind": "levels", "table": table, **ARGUED}},
        "no_deal": {"none": {"value": 0.0, **ARGUED}},
    }


def case_data(name: str, leads: tuple[str, ...], needed: int) -> dict[str, Any]:
    """A case as a scenario: its leads, clerks in place of those that it lacks, and a body of the others."""
    case = CASES[name]
    base = {"label": "x", "description": "x"}
    groups = {
        who: {
            "label": who,
            "members": votes,
            "discipline": {"value": 1.0, **ARGUED},
            **wants(case, who),
            **ARGUED,
        }
        for who, votes in case["votes"].items()
    }
    body = {
        **base,
        "role": "body",
        "groups": groups,
        "threshold": {"votes": needed, **ARGUED},
        **wants(case, next(iter(groups))),
    }
    names = [*leads, "first_clerk", "second_clerk"][:2]
    players = {n: {**base, **wants(case, n)} if n in leads else clerk(case) for n in names}
    return {
        "title": "t",
        "summary": "s",
        "acceptance": {
            "steepness": {"value": 1e6, **ARGUED},
            "threshold": {"value": 0.0, **ARGUED},
        },
        "issues": {
            issue: {
                "kind": "categorical",
                "label": issue,
                "description": "x",
                "levels": {f"o{n}": f"Option {n}" for n in range(options)},
                **ARGUED,
            }
            for issue, options in case["options"].items()
        },
        "futures": {
            "none": {"label": "f", "description": "f", "probability": {"value": 1.0, **ARGUED}}
        },
        "parties": {
            names[0]: {
                "label": names[0],
                "lead": names[0],
                "players": {names[0]: players[names[0]], "assembly": body},
            },
            names[1]: {
                "label": names[1],
                "lead": names[1],
                "players": {names[1]: players[names[1]]},
            },
        },
        "start": {"terms": dict.fromkeys(case["options"], "o0")},
    }


COUNTED = [
    ("fish", (), 8, 72),
    ("wind", ("developer", "ministry"), 5, 534),
    ("city", ("mayor",), 23, 57),
    ("city", ("mayor",), 30, 34),
    ("city", ("mayor",), 45, 10),
    ("city", (), 23, 61),
]


@pytest.mark.parametrize(("name", "leads", "needed", "passing"), COUNTED)
def test_as_many_deals_pass_as_were_counted(
    name: str, leads: tuple[str, ...], needed: int, passing: int
) -> None:
    assert survey(model_of(case_data(name, leads, needed))).zopa_size == passing


@pytest.mark.parametrize(("needed", "best"), [(23, 92), (30, 86), (45, 64)])
def test_the_mayors_best_budget_is_the_one_that_was_found(needed: int, best: int) -> None:
    """A faction that is as well off with a budget as without votes for it as often as not."""
    model = model_of(case_data("city", ("mayor",), needed))
    deals = model.space.unravel(np.arange(model.space.size))
    likely = accept(model.certain, deals).players["assembly"].mean
    points = [
        sum(
            CASES["city"]["points"]["mayor"][issue][at]
            for issue, at in zip(model.space.issues, deal, strict=True)
        )
        for deal in deals
    ]
    assert max(p for p, chance in zip(points, likely, strict=True) if chance > 0.4) == best


@pytest.mark.parametrize(("name", "leads", "needed", "_passing"), COUNTED)
def test_the_chance_of_a_weighted_vote_is_whether_the_weights_suffice(
    name: str, leads: tuple[str, ...], needed: int, _passing: int
) -> None:
    case = CASES[name]
    model = model_of(case_data(name, leads, needed))
    deals = model.space.unravel(np.arange(model.space.size))
    likely = accept(model.certain, deals).players["assembly"].mean
    for deal, chance in zip(product(*map(range, case["options"].values())), likely, strict=True):
        worth = {
            who: sum(
                levels[at] for levels, at in zip(case["points"][who].values(), deal, strict=True)
            )
            - case["no_deal"][who]
            for who in case["votes"]
        }
        if any(abs(gain) < 1e-9 for gain in worth.values()):
            continue
        ayes = sum(votes for who, votes in case["votes"].items() if worth[who] > 0)
        assert chance == pytest.approx(float(ayes >= needed), abs=1e-9)
