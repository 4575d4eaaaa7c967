"""Ultimatum games: one proposes how to split a pie, the other accepts or both get nothing."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from simulator.calibration.published.tables import Row, chosen, decision, lines, share
from simulator.randomness import ONCE


def _answered(dataset: str, id: object, answers: Sequence[tuple[float, int, str]]) -> list[Row]:
    """Write one person's answers to offers: the share offered, 1 or 0, and who proposed."""
    return [
        decision(
            dataset,
            id,
            n,
            decider="responder",
            own_utility=share(offered),
            other_utility=share(1 - offered),
            turn_index=n,
            turn_total=len(answers),
            elicitation="direct",
            context=proposer,
            accepted=accepted,
        )
        for n, (offered, accepted, proposer) in enumerate(answers, 1)
    ]


def one_by_one(files: Sequence[Path], sample: Sequence[int] | None) -> dict[str, list[Row]]:
    """`unfairness` is the share that the proposer keeps; `choice` is 1 for a refusal."""
    people: dict[int, list[tuple[int, float, int, str]]] = {}
    for line in lines(files[0], ("sub", "trial", "unfairness", "choice")):
        person = people.setdefault(int(line["sub"]), [])
        person.append(
            (int(line["trial"]), 1 - float(line["unfairness"]), 1 - int(line["choice"]), "")
        )
    taken = chosen("ug_heffner", sample, people)
    rows = [
        row
        for id, trials in people.items()
        if id in taken
        for row in _answered("ug_heffner", id, [trial[1:] for trial in sorted(trials)])
    ]
    return {"decisions_ug_heffner": rows}


PIE = 20
"""Dollars that are split in each round of ds003745."""
ANSWERED = re.compile(r"event_(accept|reject)_(ingroup|outgroup|computer)")
"""What the event of an answer is called; a missed trial has another name and is left out."""


def scanned(files: Sequence[Path], sample: Sequence[int] | None) -> dict[str, list[Row]]:
    """A person's runs follow each other; `Offer` is what the person would get."""
    people: dict[int, list[tuple[float, int, str]]] = {}
    for path in files:
        person = people.setdefault(int(path.name.split("_")[0].removeprefix("sub-")), [])
        events = lines(path, ("onset", "trial_type", "Offer"), "\t")
        for event in sorted(events, key=lambda event: float(event["onset"])):
            answer = ANSWERED.fullmatch(event["trial_type"])
            if answer:
                person.append((float(event["Offer"]) / PIE, int(answer[1] == "accept"), answer[2]))
    taken = chosen("ug_ds003745", sample, people)
    rows = [
        row
        for id, answers in people.items()
        if id in taken
        for row in _answered("ug_ds003745", f"sub-{id}", answers)
    ]
    return {"decisions_ug_ds003745": rows}


def thresholds(files: Sequence[Path], sample: Sequence[str] | None) -> dict[str, list[Row]]:
    """Each person's first stated offer and least acceptable one; all then meet another's offer.

    Who met whom is not published: people are put in a random ring, and each meets the offer of the next.
    """
    people: dict[str, tuple[float, float]] = {}
    for line in lines(files[0], ("UserID", "Total", "propose", "accept")):
        offer, least = (float(line[name]) / float(line["Total"]) for name in ("propose", "accept"))
        if 0 <= offer <= 1 and 0 <= least <= 1:  # −1 where nothing was entered
            people.setdefault(line["UserID"], (offer, least))
    taken = sorted(chosen("ug_moblab", sample, people))
    ring = np.random.default_rng(ONCE).permutation(taken)
    met = {id: people[other][0] for id, other in zip(ring, np.roll(ring, -1), strict=True)}
    rows = [
        decision(
            "ug_moblab",
            id,
            1,
            decider="responder",
            own_utility=share(met[id]),
            other_utility=share(1 - met[id]),
            turn_index=1,
            turn_total=1,
            elicitation="strategy",
            context="random pairing",
            accepted=int(met[id] >= people[id][1]),
        )
        for id in taken
    ]
    return {"decisions_ug_moblab": rows}
