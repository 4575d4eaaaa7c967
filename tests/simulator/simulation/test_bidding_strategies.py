"""Registry, files and docs name the same tactics."""

from pathlib import Path

import pytest

import simulator.simulation.bidding.strategies
from simulator.scenario.talks import BIDDING_STRATEGIES
from simulator.simulation.bidding.strategies import STRATEGIES
from simulator.simulation.plan import TalksError, strategy_of
from tests.support import ROOT

FOLDER = Path(simulator.simulation.bidding.strategies.__file__).parent


def test_every_module_of_the_folder_registers_a_tactic() -> None:
    modules = {file.stem for file in FOLDER.glob("*.py")} - {"__init__"}
    assert modules == {
        type(strategy).__module__.rpartition(".")[2] for strategy in STRATEGIES.values()
    }


def test_a_scenario_may_name_each_of_them() -> None:
    """Files are checked without the talks, so a new one's name goes into `scenario/talks.py` too."""
    assert set(BIDDING_STRATEGIES) == set(STRATEGIES)


def test_the_docs_list_exactly_these() -> None:
    text = (ROOT / "docs/scenario-format.md").read_text("utf-8")
    table = text.partition("### Concession strategies")[2].partition("\n#")[0]
    named = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    assert named == set(STRATEGIES)


def test_each_says_what_it_is_and_cites_its_source_or_explains_itself() -> None:
    for name, strategy in STRATEGIES.items():
        assert strategy.name == name
        assert strategy.label
        assert strategy.description.endswith(".")


def test_an_unknown_one_is_refused_by_name() -> None:
    with pytest.raises(TalksError, match='no concession strategy "boulwar"'):
        strategy_of("boulwar")
