"""`evaluate`: how likely one deal is to be accepted."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from typing import Any

from simulator.acceptance.evaluation import VoteView, evaluate
from simulator.cli.options import (
    against_argument,
    against_of,
    columns,
    deal_arguments,
    deal_of,
    percent_of,
    print_json,
)
from simulator.explain.futures import future_chances
from simulator.explain.learning import what_changed
from simulator.explain.refusals import on_record
from simulator.formatting import percents
from simulator.history.known_answers import learned_elsewhere
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.scenario.reading.loading import extended, load_document

HELP = "How likely a deal is to be accepted, and by whom."


def arguments(parser: ArgumentParser) -> None:
    """Take a deal, what reasons are told against, and which real answers are known."""
    deal_arguments(parser)
    against_argument(parser)
    parser.add_argument(
        "--known",
        type=_day,
        metavar="DAY",
        help="let chances know what was really answered up to a day, such as 2025-02-23",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f'"{text}" is no day: write it as 2025-02-23') from None


def run(args: Namespace) -> int:
    """Print everyone's acceptance, and that of all."""
    document = load_document(args.file)
    scenario, model = document.scenario, Model(document.scenario)
    then = Model(extended(document, args.file.parent).scenario)
    learned = None if args.known is None else learned_elsewhere(model, then, args.known)
    asked = learned.model if learned else model
    answer = _as_data(asked, deal_of(scenario, args), against_of(scenario, args))
    if learned:
        answer["known"] = {
            "day": args.known.isoformat(),
            "changed": what_changed(then, learned, args.known),
            "effective_draws": learned.effective,
            "draws_weighed": learned.weighed,
        }
    if args.json:
        print_json(answer)
        return 0
    rows = [("", "Utility", "Reservation value", "Likely acceptance")]
    for id, player in answer["players"].items():
        rows.append(
            (
                scenario.players[id].name_and_role,
                f"{player['utility']:.3f}",
                f"{player['reservation']:.3f}",
                _chance(player["acceptance"], player["range"]),
            )
        )
        if "vote" in player:
            vote = player["vote"]
            needs = f"  of {vote['votes']:,.0f} votes {vote['needed']:,} needed; share of yes"
            rows.append((needs, "", "", _chance(vote["share"], vote["range"])))
    rows.append(("All sign", "", "", _chance(answer["joint_acceptance"], answer["range"])))
    print("\n".join(columns(rows)))
    print(
        f"In brackets: the 10–90 % range. Sampling error of “All sign”: "
        f"± {200 * answer['standard_error']:.1f} percentage points."
    )
    if learned:
        print(answer["known"]["changed"])
    print("".join(f"{sentence}\n" for sentence in answer["refused"]), end="")
    return 0


def _as_data(model: Model, deal: Deal, against: Deal | None) -> dict[str, Any]:
    """Value one deal; probabilities in [0, 1], `standard_error` that of `joint_acceptance`.

    `refused` says which of its terms a side refused by name in a real text.
    `independent_doubts` is what `joint_acceptance` would be if every player doubted for itself;
    `frechet_bounds` are the least and the most that the parties' own chances leave it.
    """
    answer = evaluate(model, deal, against)
    return {
        "deal": answer.deal,
        "against": {"deal": answer.against, "status_quo": answer.in_force},
        "players": {
            id: {
                "party": view.party,
                "role": model.scenario.players[id].role,
                "utility": view.utility,
                "reservation": view.reservation,
                "stake": view.stake,
                "acceptance": view.acceptance.chance,
                "range": [view.acceptance.low, view.acceptance.high],
                "contributions": dict(view.contributions),
                "avoiding_no_deal": view.avoiding,
                **({"vote": _vote(view.vote)} if view.vote else {}),
            }
            for id, view in answer.players.items()
        },
        "parties": {id: likely.chance for id, likely in answer.parties.items()},
        "futures": {
            id: {
                "probability": likely.chance,
                "range": [likely.low, likely.high],
                "chosen_by": model.scenario.futures[id].chosen_by,
            }
            for id, likely in future_chances(model).items()
        },
        "joint_acceptance": answer.joint.chance,
        "standard_error": answer.joint.error,
        "range": [answer.joint.low, answer.joint.high],
        "independent_doubts": answer.independent,
        "frechet_bounds": list(answer.bounds),
        "draws": answer.draws,
        "refused": on_record(model.scenario, answer.deal),
    }


def _vote(vote: VoteView) -> dict[str, Any]:
    """Say how a body votes; shares are of those who vote."""
    return {
        "share": vote.share.chance,
        "range": [vote.share.low, vote.share.high],
        "votes": vote.votes,
        "needed": vote.needed,
        "groups": {
            id: {
                "share": group.share.chance,
                "range": [group.share.low, group.share.high],
                "utility": group.utility,
                "reservation": group.reservation,
            }
            for id, group in vote.groups.items()
        },
    }


def _chance(chance: float, ends: list[float]) -> str:
    return f"{percent_of(chance)} ({percents(*ends)})"
