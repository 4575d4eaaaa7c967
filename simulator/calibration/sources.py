"""The five public data sets as their authors publish them, made into the tables that are fitted.

Each lies in a folder of its own, as `git clone` leaves it. No talk, name or demographic field is kept:
a table has what was offered, what that was worth to both sides, and the answer.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from simulator.calibration.agreements import amounts, contracts
from simulator.errors import CalibrationError

SAMPLE = Path(__file__).with_name("sample.yaml")
TABLES = "tables"
"""The folder for what is made, beside the data sets."""

Row = dict[str, Any]
Sample = Mapping[str, Any]
"""Whose decisions are taken, by data set; a data set that it does not name is taken whole."""
DECISION = (
    "dataset",
    "dialogue_id",
    "decision_index",
    "decider",
    "own_utility",
    "other_utility",
    "own_reservation",
    "other_reservation",
    "turn_index",
    "turn_total",
    "prior_rejections",
    "elicitation",
    "context",
    "accepted",
)
"""The columns of every table of decisions."""


@dataclass(frozen=True)
class Published:
    """One data set.

    Attributes
    ----------
    clone, commit, licence
        The repository's address, its state that the shipped curve was fitted on, and its terms.
    files
        Where the data lie in a folder of clones: a path, or a pattern for several.
    read
        From these files and the sample to tables by name.
    """

    clone: str
    commit: str
    licence: str
    files: str
    read: Callable[[Sequence[Path], Any], dict[str, list[Row]]]


def prepare(folder: Path, sample: Sample | None = None) -> tuple[list[Path], list[Path]]:
    """Make the tables of decisions and of finished negotiations from the data sets in a folder.

    Parameters
    ----------
    sample
        Whose decisions; those that the shipped curve was fitted on if not given.

    Returns
    -------
    tuple of two lists of Path
        The files of decisions, and of finished negotiations, below `folder`.

    Raises
    ------
    CalibrationError
        If a data set is missing, is not in the form in which it is published, or lacks somebody of
        the sample.
    """
    sample = yaml.safe_load(SAMPLE.read_text("utf-8")) if sample is None else sample
    found = {name: sorted(folder.glob(source.files)) for name, source in SOURCES.items()}
    missing = [
        f"  {source.files}: git clone {source.clone}, commit {source.commit} ({source.licence})"
        for name, source in SOURCES.items()
        if not found[name]
    ]
    if missing:
        raise CalibrationError("\n".join([f"{folder} lacks", *missing]))
    tables: dict[str, list[Row]] = {}
    for name, files in found.items():
        try:
            tables |= SOURCES[name].read(files, sample.get(name))
        except (OSError, UnicodeDecodeError, csv.Error, json.JSONDecodeError) as error:
            raise CalibrationError(f"{name} cannot be read: {error}.") from None
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise CalibrationError(
                f"{name} is not in the form that is known here: {type(error).__name__} {error}."
            ) from None
    (folder / TABLES).mkdir(exist_ok=True)
    written = {
        name: _written(folder / TABLES / f"{name}.csv", rows) for name, rows in tables.items()
    }
    return (
        [path for name, path in written.items() if name.startswith("decisions_")],
        [path for name, path in written.items() if name.startswith("negotiations_")],
    )


def _written(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    return path


def _share(value: float) -> str:
    """Write a share to six digits, without zeros at the end."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _decision(dataset: str, id: object, index: int, **more: Any) -> Row:
    given = {"dataset": dataset, "dialogue_id": id, "decision_index": index, **more}
    blank = {"own_reservation": 0, "other_reservation": 0, "prior_rejections": "", "context": ""}
    return {name: given[name] if name in given else blank[name] for name in DECISION}


def _chosen(name: str, sample: Iterable[Any] | None, there: Iterable[Any]) -> set[Any]:
    """Return whom to take; complain if somebody of the sample is not there."""
    there = set(there)
    if sample is None:
        return there
    lacking = [each for each in sample if each not in there]
    if lacking:
        raise CalibrationError(
            f"{name} lacks {len(lacking)} of those whom the curve was fitted on: "
            + ", ".join(map(str, lacking[:5]))
            + (", …" if len(lacking) > 5 else "")
            + ". Is it another version?"
        )
    return set(sample)


def _lines(path: Path, columns: Sequence[str], delimiter: str = ",") -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file, delimiter=delimiter)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise CalibrationError(f"{path.name} has no column {', '.join(missing)}.")
        yield from reader


# --- CaSiNo: two campers split three packages each of food, water and firewood ---------------------

CAMPERS = {"mturk_agent_1": "A", "mturk_agent_2": "B"}
POINTS = {"High": 5, "Medium": 4, "Low": 3}
PACKAGES = 3
BEST = PACKAGES * sum(POINTS.values())
WALKED_AWAY = 5 / BEST
"""No deal is worth one package of the highest value."""
ANSWERS = {"Accept-Deal": "accept", "Reject-Deal": "reject", "Walk-Away": "walkaway"}
ITEMS = ("Food", "Water", "Firewood")


def _casino(files: Sequence[Path], sample: Sequence[int] | None) -> dict[str, list[Row]]:
    talks = json.loads(files[0].read_text("utf-8"))
    chosen = _chosen("casino", sample, (talk["dialogue_id"] for talk in talks))
    decisions, negotiations = [], []
    for talk in talks:
        if talk["dialogue_id"] not in chosen:
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
            _decision(
                "casino",
                talk["dialogue_id"],
                n + 1,
                **answer,
                own_reservation=_share(WALKED_AWAY),
                other_reservation=_share(WALKED_AWAY),
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
                    "own_utility": _share(_camp_worth(points[side], offer[side])),
                    "other_utility": _share(_camp_worth(points[proposer], offer[proposer])),
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
            f"utility_{side.lower()}": _share(
                _camp_worth(points[side], deal[side]) if deal else WALKED_AWAY
            )
            for side in "AB"
        },
        "reservation_a": _share(WALKED_AWAY),
        "reservation_b": _share(WALKED_AWAY),
        "messages": len(talk["chat_logs"]),
        "agreed": int(deal is not None),
        "outcome": "agree" if deal else "walkaway",
    }


# --- Ultimatum games ------------------------------------------------------------------------------


def _answered(dataset: str, id: object, answers: Sequence[tuple[float, int, str]]) -> list[Row]:
    """Write one person's answers to offers: the share offered, 1 or 0, and who proposed."""
    return [
        _decision(
            dataset,
            id,
            n,
            decider="responder",
            own_utility=_share(share),
            other_utility=_share(1 - share),
            turn_index=n,
            turn_total=len(answers),
            elicitation="direct",
            context=proposer,
            accepted=accepted,
        )
        for n, (share, accepted, proposer) in enumerate(answers, 1)
    ]


def _heffner(files: Sequence[Path], sample: Sequence[int] | None) -> dict[str, list[Row]]:
    """`unfairness` is the share that the proposer keeps; `choice` is 1 for a refusal."""
    people: dict[int, list[tuple[int, float, int, str]]] = {}
    for line in _lines(files[0], ("sub", "trial", "unfairness", "choice")):
        person = people.setdefault(int(line["sub"]), [])
        person.append(
            (int(line["trial"]), 1 - float(line["unfairness"]), 1 - int(line["choice"]), "")
        )
    chosen = _chosen("ug_heffner", sample, people)
    rows = [
        row
        for id, trials in people.items()
        if id in chosen
        for row in _answered("ug_heffner", id, [trial[1:] for trial in sorted(trials)])
    ]
    return {"decisions_ug_heffner": rows}


PIE = 20
"""Dollars that are split in each round of ds003745."""
ANSWERED = re.compile(r"event_(accept|reject)_(ingroup|outgroup|computer)")
"""What the event of an answer is called; a missed trial has another name and is left out."""


def _scanned(files: Sequence[Path], sample: Sequence[int] | None) -> dict[str, list[Row]]:
    """A person's runs follow each other; `Offer` is what the person would get."""
    people: dict[int, list[tuple[float, int, str]]] = {}
    for path in files:
        person = people.setdefault(int(path.name.split("_")[0].removeprefix("sub-")), [])
        events = _lines(path, ("onset", "trial_type", "Offer"), "\t")
        for event in sorted(events, key=lambda event: float(event["onset"])):
            answer = ANSWERED.fullmatch(event["trial_type"])
            if answer:
                share = float(event["Offer"]) / PIE
                person.append((share, int(answer[1] == "accept"), answer[2]))
    chosen = _chosen("ug_ds003745", sample, people)
    rows = [
        row
        for id, answers in people.items()
        if id in chosen
        for row in _answered("ug_ds003745", f"sub-{id}", answers)
    ]
    return {"decisions_ug_ds003745": rows}


def _thresholds(files: Sequence[Path], sample: Sequence[str] | None) -> dict[str, list[Row]]:
    """Each person's first stated offer and least acceptable one; all then meet another's offer.

    Who met whom is not published: people are put in a random ring, and each meets the offer of the next.
    """
    people: dict[str, tuple[float, float]] = {}
    for line in _lines(files[0], ("UserID", "Total", "propose", "accept")):
        offer, least = (float(line[name]) / float(line["Total"]) for name in ("propose", "accept"))
        if 0 <= offer <= 1 and 0 <= least <= 1:  # −1 where nothing was entered
            people.setdefault(line["UserID"], (offer, least))
    chosen = sorted(_chosen("ug_moblab", sample, people))
    ring = np.random.default_rng(1950).permutation(chosen)
    met = {id: people[other][0] for id, other in zip(ring, np.roll(ring, -1), strict=True)}
    rows = [
        _decision(
            "ug_moblab",
            id,
            1,
            decider="responder",
            own_utility=_share(met[id]),
            other_utility=_share(1 - met[id]),
            turn_index=1,
            turn_total=1,
            elicitation="strategy",
            context="random pairing",
            accepted=int(met[id] >= people[id][1]),
        )
        for id in chosen
    ]
    return {"decisions_ug_moblab": rows}


# --- Job interviews: five issues, each side with its own values ------------------------------------

SIDES = {"recruiter": "a", "worker": "b"}
LIKES = {"recruiter": "low", "worker": "high"}
"""Which end of the salary and of the days off each side likes."""


def _interviews(
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
    _chosen("jobinterview", sample, ended)
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
    return tuple(map(_share, worth))


def _moment(said: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(said["created_at"])


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
        decider = next(each for each in SIDES if each != bidder)
        yield _decision(
            "jobinterview",
            id,
            n + 1,
            decider=decider,
            own_utility=_share(_contract_worth(wants[decider], bid["body"])),
            other_utility=_share(_contract_worth(wants[bidder], bid["body"])),
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
        **{f"utility_{side}": _share(worth[role]) for role, side in SIDES.items()},
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


SOURCES: Mapping[str, Published] = {
    "casino": Published(
        "https://github.com/kushalchawla/CaSiNo",
        "2f6ed4a",
        "CC BY 4.0",
        "CaSiNo/data/casino.json",
        _casino,
    ),
    "ug_heffner": Published(
        "https://github.com/jpheffne/NC_emotion_classify",
        "5ece09e",
        "MIT",
        "NC_emotion_classify/data/behavioral/ug_data.csv",
        _heffner,
    ),
    "ug_ds003745": Published(
        "https://github.com/OpenNeuroDatasets/ds003745",
        "cc3fee6",
        "CC0",
        "ds003745/sub-*/func/sub-*_task-ultimatum_run-*_events.tsv",
        _scanned,
    ),
    "ug_moblab": Published(
        "https://github.com/yutxie/ChatGPT-Behavioral",
        "69ec557",
        "MIT",
        "ChatGPT-Behavioral/data/ultimatum_strategy.csv",
        _thresholds,
    ),
    "jobinterview": Published(
        "https://github.com/DSincerity/SysEval-NegoLLMs",
        "6374360",
        "MIT, by way of a repository under Apache-2.0",
        "SysEval-NegoLLMs/storage/utilities/ji.test.json",
        _interviews,
    ),
}
"""In the order of the record. None forbids commercial use."""
