"""`equilibrium` as a script would call it."""

import json

import pytest

from simulator.__main__ import main
from tests.support import SCENARIOS, WATER

DOLLAR = SCENARIOS / "divide_the_dollar.yaml"


def run(capsys: pytest.CaptureFixture[str], *arguments: object):
    code = main(["equilibrium", *map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_dollar_with_patience_that_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    code, output = run(capsys, DOLLAR, "--patience", "ann=0.9", "--patience", "bob=0.9")
    assert code == 0
    assert output["no_deal"]["worth"] == pytest.approx({"ann": 0.16, "bob": 0.3})
    fine = output["endless"]["offers"]["ann"]["with_lotteries"]
    assert fine == pytest.approx({"ann": 0.16 + 0.54 / 1.9, "bob": 0.3 + 0.54 * 0.9 / 1.9})
    assert output["endless"]["deal"] == {"share": 100 * output["endless"]["utilities"]["ann"]}


def test_the_last_to_propose_takes_all(capsys: pytest.CaptureFixture[str]) -> None:
    _, once = run(capsys, DOLLAR, "--rounds", 1)
    assert once["deadline"]["deal"] == {"share": 70.0}  # Bob is left with his 0.3
    _, other = run(capsys, DOLLAR, "--rounds", 1, "--opens", "bob")
    assert other["deadline"]["deal"] == {"share": 16.0}
    _, twice = run(capsys, DOLLAR, "--rounds", 2)
    assert [turn["proposer"] for turn in twice["deadline"]["rounds"]] == ["ann", "bob"]
    assert twice["deadline"]["rounds"][1]["deal"] == {"share": 16.0}


def test_the_two_uses_of_no_deal_differ(capsys: pytest.CaptureFixture[str]) -> None:
    patience = ("--patience", "ann=0.9", "--patience", "bob=0.9")
    _, fallback = run(capsys, DOLLAR, *patience)
    _, walk_out = run(capsys, DOLLAR, *patience, "--no-deal", "walk_out")
    ann = [
        output["endless"]["offers"]["ann"]["with_lotteries"]["ann"]
        for output in (fallback, walk_out)
    ]
    # 0.16 and 0.30 do not bind where each gets about half: 1 / (1 + δ) of the whole dollar.
    assert ann == pytest.approx([0.16 + 0.54 / 1.9, 1 / 1.9])


def test_a_breakdown_costs_the_one_who_waits(capsys: pytest.CaptureFixture[str]) -> None:
    _, output = run(capsys, DOLLAR, "--breakdown", 0.1)
    fine = output["endless"]["offers"]["ann"]["with_lotteries"]["ann"]
    assert fine == pytest.approx(0.16 + 0.54 / 1.9)
    assert output["breakdown"] == 0.1


def test_the_game_of_stances(capsys: pytest.CaptureFixture[str]) -> None:
    _, output = run(capsys, WATER)
    game = output["stances"]
    assert list(game["stances"]) == ["city", "farmers"]
    assert len(game["combinations"]) == 9
    assert game["complete"] is True
    assert game["words"]
    worth = {
        tuple(combination["stances"].values()): combination["payoffs"]
        for combination in game["combinations"]
    }
    for equilibrium in game["equilibria"]:
        if equilibrium["pure"]:
            taken = tuple(max(own, key=own.get) for own in equilibrium["chances"].values())
            assert equilibrium["payoffs"] == pytest.approx(worth[taken])


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--rounds", "0"), "Talks have 1 to 500 rounds; 0 were asked for."),
        (("--opens", "an"), 'There is no party "an". Did you mean "ann"?'),
        (("--patience", "ann=2"), '"ann=2": give a number from 0 to 1.'),
        (("--patience", "ann"), '"ann": give a number from 0 to 1.'),
        (("--breakdown", "1.5"), '"--breakdown": give a number from 0 to 1.'),
    ],
)
def test_bad_input_is_named(arguments, complaint, capsys) -> None:
    assert main(["equilibrium", str(DOLLAR), *arguments]) == 2
    assert complaint in capsys.readouterr().err


def test_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["equilibrium", str(DOLLAR), "--rounds", "1"]) == 0
    text = capsys.readouterr().out
    assert "Ann proposing first" in text
    assert "Deadline: 1 round  " in text
    lines = {line.split("  ")[0]: line.split() for line in text.splitlines()}
    assert lines["Share"][1:3] == ["70", "%"]  # Bob is left with his 0.3
    assert lines["Utility: Ann"][2] == "0.700"
    assert lines["Utility: Bob"][2] == "0.300"
    assert "Nobody gains by changing alone" in text
