"""Files from people who mean no good: large ones, ones that repeat one construct, and broken ones."""

import copy
import json
import pickle
import random
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

SCENARIOS = Path(__file__).parent.parent / "scenarios"
ARGUED = {"assumption": "a"}
Data = dict[str, Any]


def large(
    options: Sequence[int],
    parties: int,
    players: int = 1,
    chained: bool = False,
    ranged: bool = True,
) -> Data:
    """Make a scenario of a given size, the same on every call.

    Parameters
    ----------
    options
        Of each issue; beyond 200 it is an amount.
    players
        Of each party.
    chained
        Whether interactions join each issue to the next.
    """
    rng = random.Random(1)
    ids = [f"i{k}" for k in range(len(options))]

    def estimate(value: float) -> Data:
        ends = {"low": value * 0.8, "high": min(value * 1.2, 0.999)} if ranged else {}
        return {"value": value, **ends, **ARGUED}

    def values(count: int) -> Data:
        if count > 200:
            return {"kind": "linear", "best": rng.choice(["low", "high"]), **ARGUED}
        table = [0.0, 1.0, *(round(rng.random(), 3) for _ in range(count - 2))]
        rng.shuffle(table)
        return {"kind": "levels", "table": {f"o{n}": x for n, x in enumerate(table)}, **ARGUED}

    def player() -> Data:
        joined = list(pairwise(ids)) if chained else []
        raw = [0.1 + rng.random() for _ in ids]
        room = 1 - 0.001 * len(joined)
        weights = [room * weight / sum(raw) for weight in raw]
        return {
            "label": "A player",
            "description": "x",
            "weights": {id: estimate(weight) for id, weight in zip(ids, weights, strict=True)},
            "values": {id: values(count) for id, count in zip(ids, options, strict=True)},
            "interactions": {
                f"c{n}": {"between": list(pair), "value": 0.001, **ARGUED}
                for n, pair in enumerate(joined)
            },
            "no_deal": {"stay": estimate(round(0.2 + 0.3 * rng.random(), 3))},
        }

    def issue(count: int) -> Data:
        base = {"label": "An issue", "description": "x", **ARGUED}
        if count > 200:
            return {"kind": "continuous", "min": 0, "max": count - 1, "step": 1, **base}
        return {"kind": "categorical", "levels": {f"o{n}": f"O {n}" for n in range(count)}, **base}

    return {
        "title": "Large",
        "summary": "s",
        "issues": {id: issue(count) for id, count in zip(ids, options, strict=True)},
        "futures": {
            "stay": {"label": "f", "description": "f", "probability": {"value": 1, **ARGUED}}
        },
        "parties": {
            f"p{n}": {
                "label": f"Party {n}",
                "lead": f"q{n}_0",
                "players": {f"q{n}_{k}": player() for k in range(players)},
            }
            for n in range(parties)
        },
        "start": {
            "terms": {id: 0 if n > 200 else "o0" for id, n in zip(ids, options, strict=True)}
        },
    }


def opposed(first: int, second: int) -> Data:
    """Make a scenario of two amounts in which one party gains what the other loses: all is efficient."""
    data = large([first, second], 2, ranged=False)
    for best, party in zip(("high", "low"), data["parties"].values(), strict=True):
        (player,) = party["players"].values()
        for id, weight in zip(player["weights"], (0.7309, 0.2691), strict=True):
            player["weights"][id] = {"value": weight, **ARGUED}
            player["values"][id]["best"] = best
        player["no_deal"]["stay"]["value"] = 0.1
    return data


LARGE: dict[str, Data] = {
    "24 × 2, 2 parties": large([2] * 24, 2),
    "24 × 2, 8 parties": large([2] * 24, 8),
    "39 × 2, 2 parties": large([2] * 39, 2),
    "39 × 2, 8 parties": large([2] * 39, 8),
    "39 × 2, 2 parties of 6": large([2] * 39, 2, 6),
    "39 × 2, 8 parties of 3": large([2] * 39, 8, 3),
    "39 × 2, 8 parties of 3, no ranges": large([2] * 39, 8, 3, ranged=False),
    "20 × 2, 2 parties of 12": large([2] * 20, 2, 12),
    "17 × 2 in a chain, 2 parties": large([2] * 17, 2, chained=True),
    "25 × 2 in a chain, 2 parties": large([2] * 25, 2, chained=True),
    "39 × 2 in a chain, 2 parties": large([2] * 39, 2, chained=True),
    "14 × 2, 8 parties": large([2] * 14, 8),
    "3 × 2,001 and 100, 2 parties": large([2001, 2001, 2001, 100], 2),
    "3 × 2,001 and 100, 8 parties": large([2001, 2001, 2001, 100], 8),
    "3 × 2,001 and 100, 8 parties of 12": large([2001, 2001, 2001, 100], 8, 12, ranged=False),
    "5 × 200, 3 parties": large([200] * 5, 3),
    "2 × 2,001, 2 parties, opposed": opposed(2001, 2001),
}
"""Scenarios at the limits: how many issues of how many options, and for whom."""


# --- one construct, repeated --------------------------------------------------------------------


def _player(data: Data) -> Data:
    party = next(iter(data["parties"].values()))
    player: Data = party["players"][party["lead"]]
    return player


def _proposal(n: int) -> Data:
    return {
        "label": f"P {n}",
        "date": "2020-01-01",
        "summary": "s",
        "happened": "other",
        "outcome": "o",
        **ARGUED,
    }


def full(data: Data) -> Data:
    """Add as many past proposals as are allowed, all of them scored, and stances to a game of two."""
    rng, data = random.Random(2), copy.deepcopy(data)
    stances = {
        f"s{k}": {"label": f"S {k}", "description": "x", "aspiration": 0.1 + 0.15 * k, **ARGUED}
        for k in range(6)
    }
    for party in data["parties"].values() if len(data["parties"]) == 2 else ():
        party["stances"] = copy.deepcopy(stances)
    at = {
        id: range(issue["max"] + 1) if "max" in issue else list(issue["levels"])
        for id, issue in data["issues"].items()
    }
    data["history"] = {
        f"h{n}": {
            **_proposal(n),
            "happened": rng.choice(["accepted", "refused"]),
            "terms": {id: rng.choice(options) for id, options in at.items()},
        }
        for n in range(300)
    }
    return data


def _into(*path: str) -> Callable[[Data, dict[str, Any]], None]:
    def put(data: Data, entries: dict[str, Any]) -> None:
        at = data
        for key in path:
            at = at.setdefault(key, {})
        at.update(entries)

    return put


def _entries(*path: str, made: Callable[[int], Any], name: str = "k") -> Callable[[Data, int], str]:
    def grow(data: Data, n: int) -> str:
        _into(*path)(data, {f"{name}{k}": made(k) for k in range(n)})
        return ""

    return grow


def _of_player(part: str, made: Callable[[int], Any]) -> Callable[[Data, int], str]:
    def grow(data: Data, n: int) -> str:
        _player(data).setdefault(part, {}).update({f"k{k}": made(k) for k in range(n)})
        return ""

    return grow


def _listed(*path: str) -> Callable[[Data, int], str]:
    def grow(data: Data, n: int) -> str:
        _into(*path[:-1])(data, {path[-1]: [f"k{k}" for k in range(n)]})
        return ""

    return grow


def _many_players(data: Data, n: int) -> str:
    party = next(iter(data["parties"].values()))
    party["players"] |= {f"k{k}": copy.deepcopy(_player(data)) for k in range(n // 20)}
    return ""


GROWING: dict[str, Callable[[Data, int], str]] = {
    "anchors": lambda data, n: "x:\n" + "- &a 1\n" * n,
    "anchors of their own": lambda data, n: "x1:\n" + "".join(f"- &b{k} 1\n" for k in range(n)),
    "anchors within anchors": lambda data, n: (
        "x2: " + "".join(f"&n{k} [" for k in range(15)) + "1," * n + "]" * 15 + "\n"
    ),
    "aliases": lambda data, n: f"x3: [&c [{'1,' * 20}], {'*c, ' * min(n, 199)}]\n",
    "comments": lambda data, n: "# a comment\n" * n,
    "list items": lambda data, n: "x4: [" + "1," * n + "]\n",
    "unknown keys": _entries(made=lambda k: 1),
    "long unknown keys": _entries(made=lambda k: 1, name="k" * 150),
    "unknown keys of a player": _of_player("patience", lambda k: 1),
    "deleted keys": _entries(made=lambda k: None, name="gone"),
    "issues": _entries("issues", made=lambda k: {"kind": "ordinal", "label": "L"}),
    "levels": _entries("issues", "i0", "levels", made=lambda k: {"label": "One label"}),
    "rules": _entries(
        "rules",
        made=lambda k: {"when": {"i0": "o0"}, "require": {"i1": "o1"}, "because": "b"},
    ),
    "conditions of a rule": _entries("rules", "one", "when", made=lambda k: "o0"),
    "options of a condition": _listed("rules", "two", "when", "i0"),
    "sources": _entries("sources", made=lambda k: {"title": "One title"}),
    "futures": _entries("futures", made=lambda k: {"label": "F", "description": "d"}),
    "credibilities": _entries(
        "credibilities", made=lambda k: {"value": 0.5, "label": "C", **ARGUED}
    ),
    "history": _entries("history", made=_proposal),
    "history of one name": _entries("history", made=lambda k: _proposal(0)),
    "terms": _entries("history", "one", "terms", made=lambda k: "x"),
    "answers": _entries("history", "one", "answers", made=lambda k: "accepted"),
    "presets in a chain": _entries(
        "presets",
        made=lambda k: {"label": "A", "description": "d", "like": f"k{k + 1}", **ARGUED},
    ),
    "weights": _of_player("weights", lambda k: {"value": 0.01, **ARGUED}),
    "values": _of_player("values", lambda k: {"kind": "linear", "best": "high", **ARGUED}),
    "interactions": _of_player(
        "interactions", lambda k: {"between": ["i0", "i1"], "value": 0.0001, **ARGUED}
    ),
    "red lines": _of_player(
        "red_lines",
        lambda k: {
            "label": "R",
            "issue": "i0",
            "levels": ["o0"],
            "firmness": {"value": 0.5, **ARGUED},
        },
    ),
    "groups": _of_player(
        "groups",
        lambda k: {"label": "G", "members": 9, "discipline": {"value": 0.5, **ARGUED}, **ARGUED},
    ),
    "worths of no deal": _of_player("no_deal", lambda k: {"value": 0.5, **ARGUED}),
    "players": _many_players,
    "parties": _entries("parties", made=lambda k: {"label": "P", "lead": "x", "players": {}}),
    "shocks": _entries(
        "talks",
        "shocks",
        made=lambda k: {"label": "S", "description": "d", "ends": ["x"], **ARGUED},
    ),
    "limits": _listed("limits"),
    "prompts": _listed("classroom", "prompts"),
    "keys of sources": _listed("issues", "i0", "source"),
}
"""By name, what can stand in a file again and again: changes the data, and returns text to add."""


def grown(constructs: Sequence[str], n: int, base: Data | None = None) -> str:
    """Write a file in which constructs are repeated some n times each."""
    data = copy.deepcopy(base if base is not None else large([2, 3], 2))
    more = "".join(GROWING[name](data, n) for name in constructs)
    return yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False) + more


# --- broken -------------------------------------------------------------------------------------

_JUNK: tuple[Any, ...] = (
    None, True, -1, 0, 1e300, 10**30, "", "x", "=1+1", "é" * 100, [], {}, [[]], {"value": 0.5}, ["a"] * 50,
    {"value": 2, "low": 3, "high": 1},
)  # fmt: skip
_PASTED = (
    "\t",
    "&a ",
    "*a",
    "!!x ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "\\u0000",
    "\ud800",
    "\x00",
    "<<: ",
)


@cache
def _parsed(text: str) -> bytes:
    """Return a file's data, ready to be copied."""
    return pickle.dumps(yaml.load(text, Loader=yaml.CSafeLoader))


def broken(rng: random.Random, texts: Sequence[str]) -> str:
    """Break a file at random: its constructs repeated, its values replaced, its text cut and pasted."""
    kind = rng.randrange(4)
    if kind == 0:
        names = rng.sample(sorted(GROWING), rng.randint(1, 3))
        return grown(names, int(10 ** rng.uniform(0, 3)))
    text = rng.choice(texts)
    if kind == 1:
        start, length = rng.randrange(len(text)), rng.randrange(200)
        return text[:start] + rng.choice(_PASTED) * rng.randint(0, 3) + text[start + length :]
    data = pickle.loads(_parsed(text))  # noqa: S301  (our own)
    for _ in range(rng.randint(1, 3)):
        at: Any = data
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                break
            key = rng.choice(keys)
            if isinstance(at[key], dict | list) and at[key] and rng.random() < 0.8:
                at = at[key]
                continue
            if kind == 2 or isinstance(at, list):
                at[key] = copy.deepcopy(rng.choice(_JUNK))
            else:
                at[f"{key}x"] = at.pop(key)
            break
    if rng.random() < 0.9:  # JSON is YAML too, and written ten times as fast
        return json.dumps(data, ensure_ascii=False, default=str)
    return yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False)
