"""What people read before they negotiate: what everyone is told, and what only one side is."""

from simulator.formatting import listed
from simulator.scenario.scenario import Scenario

MOST_NAMED = 3
"""How many of the terms that matter to a side are named where its file has no brief."""


def introduction_text(scenario: Scenario) -> str:
    """Return what both sides read: the introduction, or the summary where there is none."""
    return scenario.classroom.introduction or scenario.summary


def brief_text(scenario: Scenario, party: str) -> str:
    """Return what only a party's own people read about their goals, a paragraph on each line.

    Where the file has no brief it is put together from what the file says of the party and of its
    lead, and never from anything about another party.
    """
    side = scenario.parties[party]
    if side.brief is not None:
        return side.brief
    lead = side.players[side.lead]
    salience = {id: weight.value for id, weight in lead.weights.items()}
    for coupling in lead.interactions.values():
        for id in coupling.between:
            salience[id] = salience.get(id, 0.0) + coupling.value / 2
    weighed = sorted(salience, key=lambda id: -salience[id])
    named = [scenario.issues[id].name for id in weighed if salience[id] > 0][:MOST_NAMED]
    matters = f"What you care about most: {listed(named)}." if named else None
    return "\n".join(filter(None, (side.description, lead.description, matters)))
