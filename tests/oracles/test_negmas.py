"""The same offers and agreements as NegMAS, an independent implementation, where nothing is left to chance.

NegMAS steps hold an offer of each side, and step s of n stands at (s + 1) / (n + 1): n steps are
2 n − 1 of our rounds, at such times. Its aspirations run from the best deal to no deal, and of the deals
that are good enough it offers the one that is worth least.
"""

import importlib
import warnings
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from benchmarks import talks
from benchmarks.spaces import model
from simulator.preferences.negotiation_model import Model
from simulator.simulation.bidding.strategies.micro import Micro
from simulator.simulation.bidding.strategies.time_dependent import TimeDependent
from simulator.simulation.bidding.strategy import BiddingStrategy
from simulator.simulation.phases import prepared_talks
from simulator.simulation.plan import plan
from simulator.simulation.protocol import negotiate

pytestmark = pytest.mark.filterwarnings("ignore")
MICRO = "micro"


@pytest.fixture(scope="module")
def negmas() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("negmas")


@pytest.fixture(scope="module")
def domain() -> Model:
    return model(10, 3, coupled=False)


def theirs(negmas: ModuleType, domain: Model, kinds: tuple[Any, Any], steps: int) -> Any:
    """Run one negotiation; a kind is an exponent, as NegMAS counts, or MiCRO."""
    counts = domain.space.counts
    issues = [negmas.make_issue(list(range(n)), name=f"i{k}") for k, n in enumerate(counts)]
    space = negmas.outcomes.make_os(issues)
    held = negmas.SAOMechanism(outcome_space=space, n_steps=steps)
    for id, kind in zip("ab", kinds, strict=True):
        player = domain.central.players[id]
        worth = negmas.preferences.LinearAdditiveUtilityFunction(
            values=[{n: float(w) for n, w in enumerate(worths)} for worths in player.worth],
            weights=[float(w) for w in player.weight],
            outcome_space=space,
            reserved_value=float(player.reservation),
        )
        held.add(
            negmas.sao.MiCRONegotiator(ufun=worth)
            if kind == MICRO
            else negmas.sao.AspirationNegotiator(aspiration_type=kind, tolerance=0.0, ufun=worth)
        )
    held.run()
    return held


def ours(domain: Model, kinds: tuple[Any, Any], steps: int) -> tuple[list[tuple[int, ...]], Any]:
    def tactic(kind: Any) -> BiddingStrategy:
        return Micro(step=1) if kind == MICRO else TimeDependent(1 / kind, offers="nearest")

    rounds = 2 * steps - 1
    held = plan(
        domain.scenario,
        rounds=rounds,
        strategies={id: tactic(kind) for id, kind in zip("ab", kinds, strict=True)},
        accepts={"a": "aspiration", "b": "aspiration"},
    )
    where = prepared_talks(domain, draws=1)
    times = (np.arange(rounds + 1) // 2 + 1) / (steps + 1)
    batch = negotiate(where, held, np.zeros(1, np.intp), np.random.default_rng(0), times)
    deals = [tuple(map(int, where.deals[row])) for row in batch.offers[:, 0] if row >= 0]
    row = batch.row[0]
    return deals, tuple(map(int, where.deals[row])) if row >= 0 else None


@pytest.mark.parametrize("steps", [10, 37])
@pytest.mark.parametrize(
    "kinds", [(4.0, 4.0), (4.0, 1.0), (1.0, 0.25), (0.25, 0.25), (2.0, 0.5), (0.25, 4.0)]
)
def test_time_dependent_tactics_make_the_same_offers(
    negmas: ModuleType, domain: Model, kinds: tuple[float, float], steps: int
) -> None:
    held = theirs(negmas, domain, kinds, steps)
    offers, agreed = ours(domain, kinds, steps)
    assert offers == [tuple(offer) for _, offer in held.trace]
    assert agreed == held.agreement
    assert len(offers) > 0


def test_two_micros_agree_on_the_same_deal_by_the_same_offers(
    negmas: ModuleType, domain: Model
) -> None:
    held = theirs(negmas, domain, (MICRO, MICRO), 40)
    offers, agreed = ours(domain, (MICRO, MICRO), 40)
    assert agreed is not None
    assert agreed == held.agreement
    assert offers == [tuple(offer) for _, offer in held.trace]


def test_micro_against_one_who_gives_way_late_agrees_on_the_same_deal(
    negmas: ModuleType, domain: Model
) -> None:
    """The offers that MiCRO repeats are drawn by chance; what is agreed is not."""
    held = theirs(negmas, domain, (4.0, MICRO), 100)
    _, agreed = ours(domain, (4.0, MICRO), 100)
    assert agreed is not None
    assert agreed == held.agreement


def test_the_benchmark_compares_talks_that_end_in_the_same_deal(
    negmas: ModuleType,
    domain: Model,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in {"OURS": 2048, "THEIRS": 1, "STEPS": 15}.items():
        monkeypatch.setattr(talks, name, value)
    talks.talks()
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(talks.EXPONENTS)
