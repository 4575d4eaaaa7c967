"""What the options of one issue are worth to one player, and which of them its red lines let pass."""

from collections.abc import Sequence

import numpy as np

from simulator.arrays import FloatArray
from simulator.preferences.uncertainty import Read, Scale
from simulator.scenario.base import KeyPath, Range
from simulator.scenario.deals import crosses
from simulator.scenario.scenario import Player, Scenario


def option_values(
    scenario: Scenario, party: str, id: str, issue: str, options: Sequence[float | str], read: Read
) -> FloatArray:
    """Value some options of an issue to a player, shape (n_options, n_draws), each in [0, 1].

    Promises are discounted by their credibility. Amounts may lie between the issue's steps.
    """
    function = scenario.parties[party].players[id].values.get(issue)
    if function is None:
        return np.zeros((len(options), 1))
    terms = scenario.issues[issue]

    def draws(keys: KeyPath, number: Range, scale: str) -> FloatArray:
        return read((*_path(party, id), "values", issue, *keys), number, Scale(scale))

    worth: FloatArray = function.worth(terms, options, draws, np)
    doubt = terms.credibility
    if doubt is None or party not in doubt.concerns:
        return worth
    believed = scenario.credibilities[doubt.parameter]
    chance = read(("credibilities", doubt.parameter), believed, Scale.SHARE)
    otherwise = function.worth(terms, (doubt.fallback,), draws, np)
    return np.asarray(chance * worth + (1 - chance) * otherwise)


def no_veto_probabilities(
    player: Player,
    party: str,
    id: str,
    issue: str,
    options: Sequence[float | str],
    read: Read,
) -> FloatArray | None:
    """Return the chance that no real red line is crossed, shape (n_options, n_draws).

    None where the player has no red line on the issue.
    """
    chance: FloatArray | None = None
    for line_id, line in player.red_lines.items():
        if line.issue != issue:
            continue
        path = (*_path(party, id), "red_lines", line_id, "firmness")
        firmness = read(path, line.firmness, Scale.SHARE)
        kept = np.where(np.array(crosses(line, options))[:, None], 1 - firmness, 1.0)
        chance = kept if chance is None else chance * kept
    return chance


def _path(party: str, id: str) -> KeyPath:
    return ("parties", party, "players", id)
