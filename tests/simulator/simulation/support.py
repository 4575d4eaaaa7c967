"""Small negotiations on which tactics can be followed by hand."""

from typing import Any

import numpy as np

from simulator.preferences.negotiation_model import Model
from simulator.simulation.bidding.strategy import View
from simulator.simulation.party_view import PartyView
from simulator.simulation.phases import PreparedTalks, prepared_talks
from simulator.simulation.plan import plan
from simulator.simulation.protocol import Batch, negotiate
from tests.support import model_of, two_player_data


def pie(slices: int = 10, reservations: tuple[float, float] = (0.0, 0.0), **data: Any) -> Model:
    """One issue: the first party's share of a pie, in so many slices; option n gives it n slices."""
    share = [n / slices for n in range(slices + 1)]
    tables = [(share, share[::-1])]
    return model_of(two_player_data(tables, ([1.0], [1.0]), reservations) | data)


def held(
    model: Model, first: Any, second: Any, runs: int = 1, seed: int = 0, **plan_: Any
) -> tuple[PreparedTalks, Batch]:
    chosen = plan(model.scenario, strategies={"a": first, "b": second}, **plan_)
    where = prepared_talks(model, chosen.shocks, draws=runs)
    draw = np.arange(runs) % where.draws
    return where, negotiate(where, chosen, draw, np.random.default_rng(seed))


def slices(where: PreparedTalks, batch: Batch, run: int = 0) -> list[int]:
    """The first party's slices in each offer of a run."""
    return [int(where.deals[row, 0]) for row in batch.offers[:, run] if row >= 0]


def view(
    worth: list[float],
    reservation: float,
    offers: list[int] = [],  # noqa: B006
    *,
    time: float = 0.0,
    opens: int = 0,
    sent: int = 0,
    received: int = 0,
    turns: int = 10,
    belief: list[float] | None = None,
) -> View:
    """What the first of two parties sees in one run; `offers` are rows, made in turns."""
    seat = PartyView(
        "a",
        "a",
        np.array([worth], dtype=np.float32),
        np.array([reservation]),
        np.array(belief or [0.5] * len(worth)),
        np.array([belief or [0.5] * len(worth)], dtype=np.float32),
        np.zeros(1, dtype=np.intp),
    )
    return View(
        tables=seat,
        draw=np.zeros(1, dtype=np.intp),
        time=time,
        turns=turns,
        offers=[np.array([row]) for row in offers],
        proposers=tuple((opens + n) % 2 for n in range(len(offers))),
        me=0,
        sent=np.array([sent]),
        received=np.array([received]),
        rng=np.random.default_rng(0),
    )
