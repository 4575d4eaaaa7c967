"""Whole negotiations: ours by the thousand beside NegMAS, one at a time, on the same 1,000 deals."""

import importlib.util
import time
import warnings
from typing import Any

import numpy as np

from benchmarks.serving import ROOT
from benchmarks.spaces import model
from benchmarks.timing import milliseconds, ms, show
from simulator.arrays import FloatArray
from simulator.bargaining.survey import survey
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario
from simulator.simulation.bidding.strategies.time_dependent import TimeDependent
from simulator.simulation.equilibrium.patience import equilibrium, rules_of
from simulator.simulation.monte_carlo import BLOCK
from simulator.simulation.phases import prepared_talks
from simulator.simulation.plan import Plan, plan
from simulator.simulation.protocol import Batch, negotiate

STEPS = 100
"""NegMAS's: an offer of each side. 199 of our rounds, one offer each; its last offer goes unanswered."""
OURS, THEIRS = 16_384, 24
"""How many are held; NegMAS is measured on few and scaled, since each takes as long as the next.

Both work on one core, and what else the machine does is left out by counting the processor's time.
"""
ROUNDS_AHEAD = 100
EXPONENTS = {
    "two Boulwares": (4.0, 4.0),
    "Boulware and even": (4.0, 1.0),
    "even and Conceder": (1.0, 0.25),
}


def talks() -> None:
    """The same pairs of time-dependent strategies, held by both; both make the same agreement."""
    if importlib.util.find_spec("negmas") is None:
        print("Negotiations beside NegMAS are left out: `make oracles` installs it.")
        return
    case = model(10, 3, coupled=False)
    rows = []
    for name, exponents in EXPONENTS.items():
        ours, agreed, round_ = _ours(case, exponents)
        theirs, same = _theirs(case, exponents)
        assert agreed == same, f"{agreed} is not {same}"
        rows.append(
            [
                name,
                f"{round_} of {2 * STEPS - 1}",
                f"{1000 * ours:.2f}",
                f"{1000 * theirs:,.0f}",
                f"{theirs / ours:,.0f} ×",
            ]
        )
    show(
        f"Negotiations over 1,000 deals (processor seconds for 1,000; ours from {OURS:,}, NegMAS scaled up "
        f"from {THEIRS})",
        ("strategies", "offers until the deal", "ours, tables included", "NegMAS", "ratio"),
        rows,
    )


def _plan(case: Model, exponents: tuple[float, float]) -> tuple[Plan, FloatArray]:
    """NegMAS's exponent is 1 / β; its step s of n stands at (s + 1) / (n + 1)."""
    rounds = 2 * STEPS - 1
    held = plan(
        case.scenario,
        rounds=rounds,
        strategies={
            id: TimeDependent(1 / exponent, offers="nearest")
            for id, exponent in zip("ab", exponents, strict=True)
        },
        accepts={"a": "aspiration", "b": "aspiration"},
    )
    return held, (np.arange(rounds + 1) // 2 + 1) / (STEPS + 1)


def _ours(case: Model, exponents: tuple[float, float]) -> tuple[float, tuple[int, ...], int]:
    """Return seconds for one negotiation, the deal, and the round."""
    held, times = _plan(case, exponents)
    start = time.process_time()
    where = prepared_talks(Model(case.scenario))
    batches: list[Batch] = []
    for first in range(0, OURS, BLOCK):
        draw = np.arange(first, first + BLOCK) % where.draws
        batches.append(negotiate(where, held, draw, np.random.default_rng(first), times))
    taken = time.process_time() - start
    last = batches[-1]
    return taken / OURS, tuple(map(int, where.deals[last.row[0]])), int(last.round[0])


def _theirs(case: Model, exponents: tuple[float, float]) -> tuple[float, tuple[int, ...]]:
    """Return seconds for one negotiation, and the deal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import negmas

        issues = [
            negmas.make_issue(list(range(n)), f"i{k}") for k, n in enumerate(case.space.counts)
        ]
        space = negmas.outcomes.make_os(issues)
        worths = [_worth(negmas, case, space, id) for id in "ab"]
        start = time.process_time()
        for _ in range(THEIRS):
            held = negmas.SAOMechanism(outcome_space=space, n_steps=STEPS)
            for worth, exponent in zip(worths, exponents, strict=True):
                held.add(
                    negmas.sao.AspirationNegotiator(
                        aspiration_type=exponent, tolerance=0.0, ufun=worth
                    )
                )
            held.run()
        taken = time.process_time() - start
    return taken / THEIRS, tuple(held.agreement)


def _worth(negmas: Any, case: Model, space: Any, id: str) -> Any:
    player = case.central.players[id]
    return negmas.preferences.LinearAdditiveUtilityFunction(
        values=[{n: float(w) for n, w in enumerate(worth)} for worth in player.worth],
        weights=[float(w) for w in player.weight],
        outcome_space=space,
        reserved_value=float(player.reservation),
    )


def looking_ahead() -> None:
    """Backward induction on the frontier of what is acceptable, beside the survey that it needs once."""
    case = Model(load_scenario(ROOT / "scenarios" / "us_ukraine_minerals.yaml"))
    surveyed = survey(case)
    rules = rules_of(case)
    taken = milliseconds(lambda: equilibrium(case, surveyed, rules, ROUNDS_AHEAD), 5)
    survey_time = milliseconds(lambda: survey(case), 3)
    show(
        f"Talks of parties that look ahead, {case.space.deals:,} deals (ms)",
        ("what", "ours", "the survey of all deals, once", "ratio"),
        [
            [
                f"{ROUNDS_AHEAD} rounds by backward induction, and no deadline",
                ms(taken),
                ms(survey_time),
                f"{survey_time / taken:.0f} ×",
            ]
        ],
    )
