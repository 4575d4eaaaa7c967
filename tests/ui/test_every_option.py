"""Each option of each term of the minerals case on the desk; and one that once stopped it, on every page."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from simulator.acceptance.evaluation import evaluate
from simulator.formatting import percent
from simulator.preferences.nearest_allowed import nearest_allowed
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import start_deal
from tests.support import shipped
from tests.ui.pages import PAGES, metrics, page
from ui.session.share import Shared, pack

pytestmark = pytest.mark.exhaustive

MINERALS = "us_ukraine_minerals"
VIEWS = [
    ("insight", "next_move"),
    ("talks", "one"),
    ("talks", "many"),
    ("talks", "tournament"),
    ("talks", "equilibrium"),
    ("talks", "real_path"),
]


@pytest.fixture(scope="module")
def model() -> Model:
    return shipped(MINERALS)


@pytest.fixture(scope="module")
def link(model: Model) -> str:
    return pack(Shared(MINERALS, deal={**start_deal(model.scenario), "revenue_share": 70.0}))


def fine(test: AppTest) -> None:
    assert not test.exception
    assert not test.error


def test_the_desk_answers_every_option_of_every_term(model: Model) -> None:
    test = page("desk", MINERALS)
    start = dict(test.session_state["desk"].deal)
    for id, options in zip(model.space.issues, model.space.options, strict=True):
        more = [55.5] if id == "revenue_share" else []
        for option in [*options, *more]:
            if option == start[id]:
                continue
            deal = nearest_allowed(model.scenario, model.space, {**start, id: option}, keep=[id])
            assert deal is not None
            test.session_state["desk"] = replace(test.session_state["desk"], deal=deal)
            fine(test.run())
            assert metrics(test)["All sign"] == percent(evaluate(model, deal).joint.chance)
            assert any("A deal is **" in block.value for block in test.markdown), (id, option)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_on_a_share_of_70(name: str, link: str) -> None:
    test = page(name, MINERALS, link)
    fine(test)
    assert test.session_state["desk"].deal["revenue_share"] == 70.0


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_every_view_of_a_share_of_70_is_drawn(name: str, view: str, link: str) -> None:
    fine(page(name, MINERALS, link, {f"{name}_view": view}))


def test_what_a_share_of_70_hangs_on_is_told_of_every_number(link: str) -> None:
    test = page("insight", MINERALS, link, {"insight_view": "sensitivity"})
    job = test.session_state["work:study"]
    while not job.done:
        fine(test.run())
    assert job.result.indices is not None
    assert len(job.result.influences) == len(job.result.parameters) > 100
