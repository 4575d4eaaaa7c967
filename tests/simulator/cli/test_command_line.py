"""The command line as a script would call it."""

import json
import re
import subprocess
import sys
from datetime import date
from math import log
from pathlib import Path

import numpy as np
import pytest

from simulator.__main__ import COMMANDS, main
from simulator.acceptance.evaluation import evaluate
from simulator.bargaining.solutions import SOLUTIONS
from simulator.history.known_answers import learned_by
from simulator.history.path import history_path
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.scenario.deals import proposal_deal
from simulator.scenario.reading.loading import ScenarioDocument, load_scenario, to_yaml
from simulator.simulation.bidding.strategies import STRATEGIES
from simulator.simulation.monte_carlo import simulate
from simulator.simulation.plan import plan
from tests.simulator.scenario.test_rules import RULE, ruled
from tests.support import MINERALS, ROOT, SCENARIOS, WATER, WATER_TEXT, two_player_data


def run(capsys: pytest.CaptureFixture[str], *arguments: object):
    code = main([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_deal_that_breaks_a_rule_is_refused_by_its_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "water.yaml"
    file.write_text(ruled(RULE), "utf-8")
    terms = ("--deal", "first", "--set", "judge=nobody")
    assert main(["evaluate", str(file), *terms]) == 2
    assert 'The rule "dear water needs a judge" excludes this deal' in capsys.readouterr().err
    code, output = run(capsys, "evaluate", file, *terms)
    assert code == 2
    assert "Nobody pays that much" in str(output)


def test_evaluate(capsys: pytest.CaptureFixture[str]) -> None:
    code, output = run(capsys, "evaluate", WATER, "--deal", "signed", "--set", "price=6")
    assert code == 0
    deal: Deal = {"price": 6.0, "flow": "summer", "judge": "panel"}
    answer = evaluate(Model(load_scenario(WATER)), deal)
    assert output["deal"] == deal
    assert output["joint_acceptance"] == answer.joint.chance
    assert output["standard_error"] == answer.joint.error
    assert set(output["players"]) == {"mayor", "council", "union"}
    for id, player in output["players"].items():
        view = answer.players[id]
        assert player["party"] == view.party
        assert player["utility"] == view.utility
        assert player["reservation"] == view.reservation
        assert player["acceptance"] == view.acceptance.chance
        assert sum(player["contributions"].values()) == pytest.approx(
            player["utility"] - player["reservation"] - player["avoiding_no_deal"]
        )


def test_evaluate_knowing_the_answers_so_far(capsys: pytest.CaptureFixture[str]) -> None:
    _, plain = run(capsys, "evaluate", MINERALS, "--deal", "d7")
    _, early = run(capsys, "evaluate", MINERALS, "--deal", "d7", "--known", "2025-02-11")
    assert early.pop("known")["effective_draws"] == early["draws"]
    assert early == plain
    _, known = run(capsys, "evaluate", MINERALS, "--deal", "d7", "--known", "2025-02-25")
    learned = learned_by(Model(load_scenario(MINERALS)), date(2025, 2, 25))
    assert known["known"]["effective_draws"] == learned.effective
    deal = proposal_deal(learned.model.scenario, "d7") or {}
    assert known["joint_acceptance"] == evaluate(learned.model, deal).joint.chance
    assert main(["evaluate", str(MINERALS), "--known", "2025-02-25"]) == 0
    assert "With all answers up to 25 February known, the model puts" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        main(["evaluate", str(MINERALS), "--known", "yesterday"])
    assert "is no day: write it as 2025-02-23" in capsys.readouterr().err


def test_evaluate_without_a_deal_takes_the_opening_one(capsys: pytest.CaptureFixture[str]) -> None:
    _, opening = run(capsys, "evaluate", WATER)
    _, named = run(capsys, "evaluate", WATER, "--deal", "middle")
    assert opening == named


def test_solve(capsys: pytest.CaptureFixture[str]) -> None:
    code, output = run(capsys, "solve", SCENARIOS / "nash_barter_1950.yaml")
    assert code == 0
    assert (output["outcomes"], output["zopa_size"]) == (512, 293)
    assert list(output["solutions"]) == list(SOLUTIONS)
    nash = output["solutions"]["nash"]
    assert set(nash["utilities"]) == {"bill", "jack"}
    moved = {issue for issue, option in nash["deal"].items() if option == "moves"}
    assert moved == {"book", "whip", "ball", "bat", "pen", "toy", "knife"}


def test_what_was_refused_by_name_is_said_of_deals_solutions_and_next_moves(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    refused = "refused: {city: {flow: {options: [summer, always], source: minutes}}}"
    file = tmp_path / "valley.yaml"
    file.write_text(
        WATER_TEXT.replace(
            "answers: {farmers: refused}", f"answers: {{farmers: refused}}\n    {refused}"
        ),
        "utf-8",
    )
    sentences = {
        "none": [],
        "summer": ["The city refused ‘Guaranteed flow: In summer’ in May 2023."],
        "always": ["The city refused ‘Guaranteed flow: All year’ in May 2023."],
    }
    for flow, expected in sentences.items():
        _, output = run(capsys, "evaluate", file, "--deal", "signed", "--set", f"flow={flow}")
        assert output["refused"] == expected
    _, output = run(capsys, "solve", file)
    solutions = output["solutions"].values()
    assert {solution["deal"]["flow"] for solution in solutions} - {"none"}
    for solution in solutions:
        assert solution["refused"] == sentences[solution["deal"]["flow"]]
    assert main(["solve", str(file)]) == 0
    assert "Nash: The city refused ‘Guaranteed flow: " in capsys.readouterr().out
    _, output = run(capsys, "report", file, "--deal", "first")
    moves = output["report"]["moves"]
    offers = [*moves["least"]["moves"], *moves["best"]["moves"], *moves["fair"]["moves"]]
    assert any(offer["refused"] for offer in offers)
    for offer in offers:
        flows = [after for label, _, after in offer["changes"] if label == "Guaranteed flow"]
        assert bool(offer["refused"]) == bool(set(flows) - {"None"})


def test_backtest(capsys: pytest.CaptureFixture[str]) -> None:
    code, output = run(capsys, "backtest", MINERALS)
    assert code == 0
    dates = [proposal["date"] for proposal in output["proposals"]]
    assert dates == sorted(dates)
    for proposal in output["proposals"]:
        assert proposal["happened"] in ("accepted", "refused", "other")
        assert (proposal["joint"] is None) == (proposal["predicted"] is None)
        assert (proposal["range"] is None) == (proposal["joint"] is None)
    assert {reading["proposal"] for reading in output["coding_variants"]} <= {
        p["id"] for p in output["proposals"]
    }
    assert output["term_discrimination"][-1]["issue"]
    path = history_path(Model(load_scenario(MINERALS)))
    assert output["path"]["probability"] == path.probability
    assert [step["id"] for step in output["path"]["steps"]] == [step.id for step in path.steps]
    # The share was the same in every text: to go by it is to go by the rate of the others.
    assert set(output["scores"]) == {
        "model",
        "always_refused",
        "coin_toss",
        "plain_rate",
        "tabled_by_both",
        "base_rate",
        "compromise",
    }
    # Four texts of one side, all refused, and two of both, both signed; by hand, with one yes and one no
    # added to the others: 1/5 four times, 2/3 twice.
    assert output["scores"]["tabled_by_both"]["log"] == pytest.approx(
        (4 * log(4 / 5) + 2 * log(2 / 3)) / 6
    )
    # Both sides tabled D3, and nobody else was asked; the Rada was asked about D7.
    given = {proposal["id"]: proposal["given_tabled"] for proposal in output["proposals"]}
    assert given["d3"] is None
    assert given["d7"] > output["proposals"][-1]["joint"]
    # Each text that is scored is forecast from earlier answers too, the first of them from none.
    scored = [proposal for proposal in output["proposals"] if proposal["scored"]]
    assert [one["id"] for one in output["prequential"]] == [one["id"] for one in scored]
    assert output["prequential"][0]["chance"] == scored[0]["scored_chance"]
    assert output["prequential_score"]["n"] == output["scores"]["model"]["n"] == 6
    # Everything that predicts one option for certain gives it half and its part of the other half.
    terms = output["agreed_terms"]
    assert terms["proposal"] == "d7"
    # Any deal: of those that the rules allow, counted one by one, the part that has each agreed term.
    space = Model(load_scenario(MINERALS)).space
    assert space.excluded is not None
    allowed = ~space.excluded.reshape(space.counts)
    agreed = proposal_deal(load_scenario(MINERALS), "d7")
    assert agreed is not None
    shares = [
        allowed.take(at, axis=k).sum() / allowed.sum()
        for k, at in enumerate(space.positions(agreed))
    ]
    assert terms["scores"]["any_deal"]["log"] == pytest.approx(np.log(shares).mean())
    assert {"talks", "negotiation_set", *SOLUTIONS} <= set(terms["scores"])


def test_simulate(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--tactics", "boulware,conceder", "--runs", 300, "--rounds", 9, "--seed", 2]
    code, output = run(capsys, "simulate", WATER, *options)
    assert code == 0
    assert output["tactics"] == {"city": "boulware", "farmers": "conceder"}
    assert (output["runs"], output["rounds"], output["seed"]) == (300, 9, 2)
    model = Model(load_scenario(WATER))
    held = plan(model.scenario, rounds=9, strategies=output["tactics"])
    talks = simulate(model, held, 300, seed=2)
    agreed = output["agreement"]
    assert agreed["share"] == talks.agreement.value
    assert (agreed["low"], agreed["high"]) == (talks.agreement.low, talks.agreement.high)
    assert sum(ending["share"] for ending in output["endings"].values()) == pytest.approx(1)
    assert output["round"]["0.5"] == np.median(talks.round[talks.signed])
    for party in ("city", "farmers"):
        assert output["parties"][party]["mean"] == pytest.approx(talks.worth_of(party))
    prices = np.array(model.space.options[0], dtype=float)
    signed = prices[talks.prepared.deals[talks.row[talks.signed], 0]]
    lower = np.quantile(signed, 0.25, method="inverted_cdf")
    assert output["terms"]["price"]["quantiles"]["0.25"] == lower
    for term in output["terms"].values():
        assert sum(term["shares"].values()) == pytest.approx(1)


def test_simulate_with_one_tactic_for_all_and_no_deal_at_all(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Who would get 0.9 of a pie without a deal does not share it."""
    halves = [([0.0, 0.5, 1.0], [1.0, 0.5, 0.0])]
    file = tmp_path / "greedy.yaml"
    data = two_player_data(halves, ([1.0], [1.0]), (0.9, 0.9))
    file.write_text(to_yaml(ScenarioDocument("greedy", data)), "utf-8")
    _, output = run(capsys, "simulate", file, "--tactics", "anchor", "--runs", 5, "--rounds", 1)
    assert set(output["tactics"].values()) == {"anchor"}
    assert output["agreement"]["share"] == 0
    assert output["terms"] is None
    assert output["round"] is None


def test_tournament(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--tactics", "linear,micro", "--runs", 64, "--rounds", 8]
    code, output = run(capsys, "tournament", WATER, *options)
    assert code == 0
    assert {row["tactic"] for row in output["ranking"]} == {"linear", "micro"}
    for seat in output["seats"].values():
        assert set(seat["value"]) == {"linear", "micro"} == set(seat["value"]["micro"])


def test_validate_lists_each_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(WATER_TEXT.replace("lead: union", "lead: onion"))
    code, output = run(capsys, "validate", WATER, broken)
    assert code == 2
    assert not output["valid"]
    assert output["files"][str(WATER)] == []
    (problem,) = output["files"][str(broken)]
    assert problem["line"] > 0
    assert "onion" in problem["message"]


def test_validate_all_that_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    code, output = run(capsys, "validate", *SCENARIOS.glob("*.yaml"))
    assert code == 0
    assert output["valid"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["evaluate", "nowhere.yaml"], "no such file"),
        (["evaluate", str(WATER), "--deal", "signd"], 'Did you mean \\"signed\\"'),
        (["evaluate", str(WATER), "--deal", "letter"], "leaves terms"),
        (["evaluate", str(WATER), "--set", "price"], "issue=value"),
        (["evaluate", str(WATER), "--set", "prize=3"], 'Did you mean \\"price\\"'),
        (["evaluate", str(WATER), "--set", "price=10.5"], "any amount from 0 to 10"),
        (["evaluate", str(WATER), "--set", "flow=sumer"], 'Did you mean \\"summer\\"'),
        (["simulate", str(WATER), "--tactics", "boulwar"], 'Did you mean \\"boulware\\"'),
        (
            ["simulate", str(WATER), "--tactics", "micro,micro,micro"],
            "one for each of city, farmers",
        ),
        (["simulate", str(WATER), "--runs", "0"], "1 to 100,000 runs"),
        (["simulate", str(WATER), "--rounds", "0"], "1 to 500 rounds"),
        (["simulate", str(WATER), "--seed", "-1"], "0 or more"),
        (["tournament", str(WATER), "--runs", "1"], "2 to 100,000 runs"),
    ],
)
def test_bad_input_is_status_2_and_says_why(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main([*arguments, "--json"]) == 2
    out, err = capsys.readouterr()
    assert says in json.dumps(json.loads(out), ensure_ascii=False)
    assert err
    assert main(arguments) == 2


def test_as_a_process_with_plain_text() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "evaluate", str(WATER)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "The mayor" in done.stdout
    assert "All sign" in done.stdout
    wrong = subprocess.run(
        [sys.executable, "-m", "simulator", "evaluate"], cwd=ROOT, capture_output=True, check=False
    )
    assert wrong.returncode == 2


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("solve", ["The mayor", "Kalai–Smorodinsky"]),
        ("backtest", ["The mayor", "All sign", "Predicts 50 % each time"]),
        ("evaluate", ["The mayor", "All sign"]),
        ("simulate", ["The city", "Broken off after a refusal"]),
        ("equilibrium", ["The city", "No deadline"]),
        ("tournament", ["Concedes late (Boulware)"]),
    ],
)
def test_a_command_says_names_and_no_ids(
    capsys: pytest.CaptureFixture[str], command: str, names: list[str]
) -> None:
    runs = ["--runs", "20"] if command in ("simulate", "tournament") else []
    assert main([command, str(WATER), *runs]) == 0
    text = capsys.readouterr().out
    for name in names:
        assert name in text
    scenario = load_scenario(WATER)
    ids = {*scenario.players, *scenario.parties, *scenario.issues, *SOLUTIONS, *STRATEGIES}
    assert not {word.strip(",:") for word in text.split()} & {id for id in ids if "_" in id}
    assert not re.search(r"\d\.\d{4}", text)


def test_scores_of_another_situation_are_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """The real proposals were answered in the circumstances of the scenario that it extends."""
    assert main(["backtest", str(SCENARIOS / "us_ukraine_ceasefire.yaml")]) == 0
    text = capsys.readouterr().out
    assert "Not scored" in text
    assert "Log score" not in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_is_for(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert command in capsys.readouterr().out
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    assert "--json" in capsys.readouterr().out


def test_an_amount_between_the_steps_is_evaluated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(WATER), "--json", "--set", "price=3.5"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["deal"]["price"] == 3.5
    lower, upper = (
        evaluate(Model(load_scenario(WATER)), {**answer["deal"], "price": price})
        for price in (3.0, 4.0)
    )
    utility = answer["players"]["mayor"]["utility"]
    assert lower.players["mayor"].utility < utility < upper.players["mayor"].utility
