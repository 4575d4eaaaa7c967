"""Sensitivity: every number moved, Sobol indices, two at once; each beside a plain way."""

from benchmarks.serving import ROOT
from benchmarks.timing import milliseconds, ms, show
from simulator.acceptance.acceptance import draw_chances
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import start_deal
from simulator.scenario.reading.loading import load_scenario
from simulator.sensitivity.one_deal import DEAL, OneDeal
from simulator.sensitivity.shares import variance_shares
from simulator.sensitivity.switching import nearest_switch
from simulator.sensitivity.tornado import STOPS, tornado
from simulator.sensitivity.two_way import CELLS, two_way

DOUBLINGS = 2


def sensitivity() -> None:
    """Study the opening deal of the first scenario, with all of its uncertain numbers."""
    scenario = load_scenario(ROOT / "scenarios" / "us_ukraine_minerals.yaml")
    model, deal = Model(scenario), start_deal(scenario)
    one = OneDeal(model, deal)
    numbers = len(one.parameters)
    at = model.space.positions(deal)

    def anew() -> None:
        draw_chances(Model(scenario).sample, at)

    model_anew = milliseconds(anew, 3)
    one.chances  # noqa: B018 - drawn once, as for every visitor
    *_, indices = variance_shares(one, 0)  # SciPy's part is imported once
    first, second = one.parameters[:2]
    party = ("party", next(iter(scenario.parties)))
    sets = indices.points * 2**DOUBLINGS * (numbers + 2)
    alone = milliseconds(lambda: one.judged(one.deviates[:, :1]), 5)
    rows = [
        [what, ms(taken), beside, ms(plain), f"{plain / taken:.1f} ×"]
        for what, taken, beside, plain in (
            (
                f"every one of {numbers} numbers at {len(STOPS)} places",
                milliseconds(lambda: list(tornado(one)), 1),
                "the whole model drawn anew each time",
                numbers * len(STOPS) * model_anew,
            ),
            (
                f"two numbers at once, {CELLS} × {CELLS}",
                milliseconds(lambda: two_way(one, first, second, DEAL), 3),
                "the whole model drawn anew each time",
                CELLS**2 * model_anew,
            ),
            (
                f"Sobol indices, {sets:,} sets of numbers",
                milliseconds(lambda: list(variance_shares(one, DOUBLINGS)), 1),
                "the deal judged under one set after the other",
                sets * alone,
            ),
            (
                "a switching value for the sentence on the desk",
                milliseconds(lambda: nearest_switch(one, party), 5),
                "the whole model drawn anew each time",
                len(STOPS) * model_anew,
            ),
        )
    ]
    show("Sensitivity of one deal (ms)", ("what", "ours", "beside it", "", "ratio"), rows)
