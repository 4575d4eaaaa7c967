"""Job interviews: recruiter and worker bid over five issues, each with values of its own."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from simulator.calibration.agreements import amounts, contracts
from simulator.calibration.published.tables import Row, chosen, decision, share

SIDES = {"recruiter": "a", "worker": "b"}
LIKES = {"recruiter": "low", "worker": "high"}
"""Which end of the salary and of the days off each side likes."""


def interviews(
    files: Sequence[Path], sample: Mapping[str, Sequence[float]] | None
) -> dict[str, list[Row]]:
    """Only talks that ended in a contract; a bid that was not taken up counts as not accepted."""
    names = None if sample is None else {_worths(worth): id for id, worth in sample.items()}
    ended = {}
    for talk in json.loads(files[0].read_text("utf-8")):
        bids = sorted(talk["solutions"], key=_moment)
        final = next((bid["body"] for bid in bids if bid["accepted"]), None)
        if talk["status"] == "completed" and final is not None:
            wants = {user["role"]: _wants(user) for user in talk["users"]}
            worth = {role: _contract_worth(wants[role], final) for role in SIDES}
            id = talk["id"] if names is None else names.get(_worths(worth.values()))
            ended[id] = (talk, bids, final, wants, worth)
    chosen("jobinterview", sample, ended)
    decisions = [
        row
        for id, (talk, bids, _, wants, _) in ended.items()
        if id is not None
        for row in _bids(id, talk, bids, wants)
    ]
    negotiations = [
        _interview_outcome(id, talk, final, wants, worth)
        for id, (talk, _, final, wants, worth) in ended.items()
        if id is not None
    ]
    return {"decisions_jobinterview": decisions, "negotiations_jobinterview": negotiations}


def _worths(worth: Iterable[float]) -> tuple[str, ...]:
    return tuple(map(share, worth))


def _moment(event: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(event["created_at"])


def _wants(user: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what a side wants in the form that `agreements` reads."""
    wants: dict[str, dict[str, Any]] = {}
    for issue in user["utilities"]:
        at: dict[str, Any] = {"w": issue["weight"]}
        if issue["type"] == "INTEGER":
            likes = LIKES[user["role"]]
            at["values"] = {"likes": likes, "min": issue["min"], "max": issue["max"]}
        elif "relatedTo" in issue:
            pair = issue["name"], issue["relatedTo"]
            at["with_"] = issue["relatedTo"]
            at["values"] = {
                "|".join(option["names"][name] for name in pair): option["weight"]
                for option in issue["options"]
            }
        else:
            at["values"] = {option["name"]: option["weight"] for option in issue["options"]}
        wants[issue["name"]] = at
    return wants


def _contract_worth(wants: Mapping[str, Mapping[str, Any]], contract: Mapping[str, Any]) -> float:
    """Value a contract, as a share of the best that this side could get."""
    total = 0.0
    for issue, at in wants.items():
        option = contract[issue]
        key = f"{option}|{contract[at['with_']]}" if "with_" in at else option
        total += at["w"] * amounts(at["values"])[key]
    return total / float(contracts(wants, sorted(wants)).max())


def _bids(
    id: str, talk: Mapping[str, Any], bids: Sequence[Mapping[str, Any]], wants: Mapping[str, Any]
) -> Iterator[Row]:
    role = {user["id"]: user["role"] for user in talk["users"]}
    moments = sorted(map(_moment, [*talk["comments"], *bids]))
    for n, bid in enumerate(bids):
        bidder = role[bid["user_id"]]
        decider = next(side for side in SIDES if side != bidder)
        yield decision(
            "jobinterview",
            id,
            n + 1,
            decider=decider,
            own_utility=share(_contract_worth(wants[decider], bid["body"])),
            other_utility=share(_contract_worth(wants[bidder], bid["body"])),
            turn_index=moments.index(_moment(bid)) + 1,
            turn_total=len(moments),
            prior_rejections=n,
            elicitation="implicit",
            context="accept" if bid["accepted"] else "left standing or replaced",
            accepted=int(bool(bid["accepted"])),
        )


def _interview_outcome(
    id: str,
    talk: Mapping[str, Any],
    final: Mapping[str, Any],
    wants: Mapping[str, Any],
    worth: Mapping[str, float],
) -> Row:
    return {
        "dataset": "jobinterview",
        "dialogue_id": id,
        "final": json.dumps(final, sort_keys=True),
        **{f"utility_{side}": share(worth[role]) for role, side in SIDES.items()},
        "reservation_a": 0,
        "reservation_b": 0,
        "messages": len(talk["comments"]),
        "agreed": 1,
        "outcome": "agree",
        **{
            f"preferences_{side}": json.dumps(
                {issue: _rounded(at) for issue, at in wants[role].items()},
                sort_keys=True,
                separators=(",", ":"),
            )
            for role, side in SIDES.items()
        },
    }


def _rounded(at: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in at["values"].items()
    }
    return {**at, "w": round(at["w"], 5), "values": values}
