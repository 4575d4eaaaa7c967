"""What happens during the talks: a scenario with the numbers changed that a shock changes."""

from collections.abc import Sequence

from simulator.preferences.negotiation_model import Model
from simulator.scenario.base import Estimate, KeyPath
from simulator.scenario.editing import edited_scenario
from simulator.scenario.scenario import Scenario
from simulator.scenario.talks import path_of


def model_after(model: Model, happened: Sequence[str]) -> Model:
    """Return the model once some shocks have happened.

    Parameters
    ----------
    happened
        The shocks' ids in the order in which they happened. A later one wins where two change the same
        number, and takes back the changes of those that it ends.

    Raises
    ------
    EditError, ScenarioError
        If the changes leave no valid scenario.
    """
    changes = in_force(model.scenario, happened)
    if not changes:
        return model
    edits: dict[KeyPath, float] = {}
    for path, estimate in changes.items():
        edits[*path, "value"] = estimate.value
        if estimate.low is not None and estimate.high is not None:
            edits[*path, "low"], edits[*path, "high"] = estimate.low, estimate.high
    return Model(edited_scenario(model.scenario, edits), chosen=model.chosen)


def in_force(scenario: Scenario, happened: Sequence[str]) -> dict[KeyPath, Estimate]:
    """Return the changes that hold after some shocks, by the path to the number."""
    return {
        path_of(written): estimate
        for id in not_ended(scenario, happened)
        for written, estimate in scenario.talks.shocks[id].changes.items()
    }


def not_ended(scenario: Scenario, happened: Sequence[str]) -> list[str]:
    """Return the shocks that no later one has ended, in the order in which they happened."""
    left: list[str] = []
    for id in happened:
        ended = scenario.talks.shocks[id].ends
        left = [earlier for earlier in left if earlier not in ended] + [id]
    return left
