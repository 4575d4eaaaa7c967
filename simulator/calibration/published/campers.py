"""CaSiNo: two campers talk and split three packages each of food, water and firewood."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.calibration.published.tables import Row, chosen, decision, share

CAMPERS = {"mturk_agent_1": "A", "mturk_agent_2": "B"}
POINTS = {"High": 5, "Medium": 4, "Low": 3}
PACKAGES = 3
BEST = PACKAGES * sum(POINTS.values())
WALKED_AWAY = 5 / BEST
"""No deal is worth one package of the highest value."""
ANSWERS = {"Accept-Deal": "accept", "Reject-Deal": "reject", "Walk-Away": "walkaway"}
ITEMS = ("Food", "Water", "Firewood")


def campers(files: Sequence[Path], sample: Sequence[int] | None) -> dict[str, list[Row]]:
    talks = json.loads(files[0].read_text("utf-8"))
    taken = chosen("casino", sample, (talk["dialogue_id"] for talk in talks))
    decisions, negotiations = [], []
    for talk in talks:
        if talk["dialogue_id"] not in taken:
            continue
        points = {
            side: {
                item: POINTS[rank]
                for rank, item in talk["participant_info"][agent]["value2issue"].items()
            }
            for agent, side in CAMPERS.items()
        }
        answers = list(_camp_answers(talk["chat_logs"], points))
        decisions += [
            decision(
                "casino",
                talk["dialogue_id"],
                n + 1,
                **answer,
                own_reservation=share(WALKED_AWAY),
                other_reservation=share(WALKED_AWAY),
                turn_total=len(talk["chat_logs"]),
                prior_rejections=n,
                elicitation="direct",
            )
            for n, (answer, _) in enumerate(answers)
        ]
        deal = next((split for answer, split in answers if answer["accepted"]), None)
        negotiations.append(_camp_outcome(talk, points, deal))
    return {"decisions_casino": decisions, "negotiations_casino": negotiations}


def _camp_answers(
    log: Sequence[Mapping[str, Any]], points: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[Row, Mapping[str, Mapping[str, int]]]]:
    """Yield the answer to each deal that was submitted, and what each side would have got."""
    offer: dict[str, dict[str, int]] | None = None
    proposer = ""
    for turn, entry in enumerate(log, 1):
        side = CAMPERS[entry["id"]]
        if entry["text"] == "Submit-Deal":
            proposer, other = side, "BA"["AB".index(side)]
            offer = {
                whose: {item: int(entry["task_data"][key][item]) for item in ITEMS}
                for whose, key in ((proposer, "issue2youget"), (other, "issue2theyget"))
            }
        elif entry["text"] in ANSWERS and offer is not None and side != proposer:
            answer = ANSWERS[entry["text"]]
            yield (
                {
                    "decider": side,
                    "own_utility": share(_camp_worth(points[side], offer[side])),
                    "other_utility": share(_camp_worth(points[proposer], offer[proposer])),
                    "turn_index": turn,
                    "context": answer,
                    "accepted": int(answer == "accept"),
                },
                offer,
            )
            offer = None


def _camp_worth(points: Mapping[str, int], got: Mapping[str, int]) -> float:
    return sum(points[item] * got[item] for item in ITEMS) / BEST


def _camp_outcome(
    talk: Mapping[str, Any],
    points: Mapping[str, Mapping[str, int]],
    deal: Mapping[str, Mapping[str, int]] | None,
) -> Row:
    return {
        "dataset": "casino",
        "dialogue_id": talk["dialogue_id"],
        **{f"count_{item.lower()}": PACKAGES for item in ITEMS},
        **{f"weight_{s.lower()}_{item.lower()}": points[s][item] for s in "AB" for item in ITEMS},
        **{f"a_gets_{item.lower()}": deal["A"][item] if deal else "" for item in ITEMS},
        **{
            f"utility_{side.lower()}": share(
                _camp_worth(points[side], deal[side]) if deal else WALKED_AWAY
            )
            for side in "AB"
        },
        "reservation_a": share(WALKED_AWAY),
        "reservation_b": share(WALKED_AWAY),
        "messages": len(talk["chat_logs"]),
        "agreed": int(deal is not None),
        "outcome": "agree" if deal else "walkaway",
    }
