"""The same deal in another variant of one scenario: on another day, or in other circumstances."""

from dataclasses import replace

from simulator.errors import DealError, ScenarioError
from simulator.explain.rules import nearest_to_all
from simulator.scenario.editing import EditError
from ui.cache.engine import menu
from ui.session.page_state import notify
from ui.session.state import Desk, desk, fresh, update


def choose(scenario: str) -> None:
    """Open another scenario of the folder; among variants of one scenario the deal stays on the table."""
    update(_same_deal_in(scenario) or fresh(scenario))


def _same_deal_in(scenario: str) -> Desk | None:
    """Return a variant with all that lies on the desk, as far as it allows that; None: it is no variant."""
    now = desk()
    bases = {entry.id: entry.base for entry in menu()}
    if now.text is not None or bases[scenario] != bases.get(now.scenario):
        return None
    for edits in (now.edits, {}):
        moved = replace(now, scenario=scenario, edits=edits)
        try:
            model = moved.opened().model
            # A variant may have other rules between terms.
            deals = {"": now.deal, **now.pins}
            allowed, words = nearest_to_all(model.scenario, model.space, deals)
        except (ScenarioError, EditError, DealError):
            continue
        if edits != now.edits:
            words = (
                "The numbers that you had changed do not fit this variant, so they are its own again. "
                + words
            )
        notify(words.strip())
        return replace(moved, deal=allowed.pop(""), pins=allowed)
    return None
