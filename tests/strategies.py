"""Random negotiations, for properties that hold of every one."""

import copy
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.support import two_player_data

WORTH = st.integers(0, 20).map(lambda n: n / 20)


@st.composite
def tables(draw: st.DrawFn, least: int = 2, most: int = 4) -> list[tuple[list[float], list[float]]]:
    """For each issue, what its options are worth to both players: 0 the worst, 1 the best."""
    worths_by_issue = []
    for _ in range(draw(st.integers(1, 3))):
        options = draw(st.integers(least, most))
        sides = []
        for _ in range(2):
            worths = draw(st.lists(WORTH, min_size=options, max_size=options))
            low, high = draw(st.permutations(range(options)))[:2]
            worths[low], worths[high] = 0.0, 1.0
            sides.append(worths)
        worths_by_issue.append((sides[0], sides[1]))
    return worths_by_issue


@st.composite
def weights(draw: st.DrawFn, issues: int) -> list[float]:
    parts = [draw(st.integers(1, 10)) for _ in range(issues)]
    return [part / sum(parts) for part in parts]


@st.composite
def negotiations(draw: st.DrawFn, ranged: bool | None = None) -> dict[str, Any]:
    """A two-player negotiation as scenario data."""
    table = draw(tables())
    both = (draw(weights(len(table))), draw(weights(len(table))))
    reservations = (draw(WORTH), draw(WORTH))
    return two_player_data(
        table, both, reservations, ranged=draw(st.booleans()) if ranged is None else ranged
    )


@st.composite
def houses(draw: st.DrawFn) -> dict[str, Any]:
    """A negotiation in which more players than the leads must agree, some with red lines."""
    data = draw(negotiations())
    leads = [copy.deepcopy(data["parties"][party]["players"][party]) for party in ("a", "b")]
    for party in ("a", "b"):
        for n in range(draw(st.integers(0, 2))):
            player = copy.deepcopy(draw(st.sampled_from(leads)))
            player["no_deal"]["stay"] |= draw(
                st.sampled_from([{}, {"value": 0.3, "low": 0.1, "high": 0.6}])
            )
            if draw(st.booleans()):
                firmness = {"value": draw(WORTH), "assumption": "test"}
                player["red_lines"] = {
                    "line": {"label": "x", "issue": "i0", "levels": ["o1"], "firmness": firmness}
                }
            data["parties"][party]["players"][f"{party}{n}"] = player
    return data


@st.composite
def ruled(draw: st.DrawFn) -> dict[str, Any]:
    """A negotiation, more players than the leads among them, with rules between its terms."""
    data = draw(houses().filter(lambda data: len(data["issues"]) > 1))
    levels = {id: list(issue["levels"]) for id, issue in data["issues"].items()}

    def side(issues: list[str]) -> dict[str, Any]:
        # Some of the options, not all.
        return {
            id: draw(st.permutations(levels[id]))[: draw(st.integers(1, len(levels[id]) - 1))]
            for id in issues
        }

    data["rules"] = {}
    for n in range(draw(st.integers(1, 3))):
        order = draw(st.permutations(list(levels)))
        cut = draw(st.integers(1, len(order) - 1))
        data["rules"][f"r{n}"] = {
            "when": side(order[:cut]),
            "require": side(order[cut:]),
            "because": "x",
        }
    # One that obeys them all lies on the table.
    for deal in product(*levels.values()):
        terms = dict(zip(levels, deal, strict=True))
        if not any(excluded(rule, terms) for rule in data["rules"].values()):
            data["start"] = {"terms": terms}
            return data
    return draw(st.nothing())


def excluded(rule: dict[str, Any], terms: dict[str, Any]) -> bool:
    """Whether a rule between levels excludes a deal, as the format describes it."""
    return all(terms[id] in options for id, options in rule["when"].items()) and not all(
        terms[id] in options for id, options in rule["require"].items()
    )


@st.composite
def point_sets(draw: st.DrawFn, parties: int = 2) -> np.ndarray:
    """Outcomes by what they are worth to each party, ties likely."""
    count = draw(st.integers(1, 40))
    rows = st.lists(st.integers(0, 16), min_size=parties, max_size=parties)
    return (
        np.array(draw(st.lists(rows, min_size=count, max_size=count)), dtype=float) / 16
    )  # sums are exact
