"""Says how likely the model holds what became of a real text, and where it errs, why."""

from simulator.acceptance.evaluation import Evaluation
from simulator.formatting import in_words, mentioned, percent, percent_in_prose
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.scenario.scenario import Scenario

EVEN = 0.5


def judged(scenario: Scenario, id: str, evaluation: Evaluation, told: bool = False) -> str:
    """Say how likely the model holds what became of a text, and where it errs, whose answer it got wrong.

    Empty where the text was neither accepted nor refused on its terms.

    Parameters
    ----------
    evaluation
        The model's view of the text's terms.
    told
        Whether the model has learned from what was answered to these terms.
    """
    happened = scenario.history[id].happened
    if happened == "other":
        return ""
    accepted = happened == "accepted"
    chance = evaluation.joint.chance if accepted else 1 - evaluation.joint.chance
    answer = "acceptance" if accepted else "refusal"
    whose = "Told what was answered to these terms, the model" if told else "The model"
    what = f"{whose} gives that {answer} a chance of {percent_in_prose(chance)}"
    if chance > EVEN:
        return f"{what}."
    return f"{what}: {_doubt(scenario, evaluation) if accepted else 'it expects all to sign'}."


def _doubt(scenario: Scenario, evaluation: Evaluation) -> str:
    """Say whose yes is doubted most, and why: what it would gain, and the lines that are crossed."""
    party = min(evaluation.parties, key=lambda id: evaluation.parties[id].chance)
    views = {
        id: view
        for id, view in evaluation.players.items()
        if view.party == party and id in scenario.voters
    }
    player = min(views, key=lambda id: views[id].acceptance.chance)
    view, name = views[player], scenario.players[player].name
    people = acceptance_defaults().kinds_of_people
    asked = percent(float(people.threshold[people.middle]))
    why = (
        f"{mentioned(name)} would be worse off than without a deal"
        if view.gain < 0
        else f"{mentioned(name)} would gain {percent(view.gain)} of its stake over no deal, and half of all "
        f"decision makers ask for {asked} or more"
    )
    lines = len(view.crossed)
    crossed = f", and the text crosses {in_words(lines)} of its red lines" if lines else ""
    return (
        f"it is least sure that {mentioned(scenario.parties[party].name)} would accept "
        f"({percent(evaluation.parties[party].chance)}): {why}{crossed}"
    )
