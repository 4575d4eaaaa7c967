"""One deal as a function of some of its amounts, which may lie anywhere between their ends.

Everything that does not move is worked out once (`utility.folded`). What is left is small enough to be
asked many times by an optimiser, on all draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from simulator.acceptance.acceptance import mean_chances
from simulator.arrays import FloatArray
from simulator.preferences.negotiation_model import Model
from simulator.preferences.option_values import no_veto_probabilities, option_values
from simulator.preferences.outcome_space import Deal
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.uncertainty import AtEstimates, Read, Scale
from simulator.preferences.utility import folded, utilities
from simulator.scenario.base import KeyPath, Range
from simulator.scenario.holders import Holder, holder


@dataclass(frozen=True)
class FreeAmounts:
    """A deal with some amounts loose.

    Attributes
    ----------
    model
        One whose space holds the deal.
    issues
        The continuous issues whose amounts are loose; the other terms are those of the deal.
    """

    model: Model
    deal: Deal
    issues: tuple[str, ...]

    def utilities(self, amounts: Sequence[float] | FloatArray) -> Mapping[str, float]:
        """Return by player what the deal is worth with some amounts, at the estimates' values."""
        certain = self._at(self._certain, AtEstimates(), amounts)
        nothing = np.zeros((1, 1 + len(self.issues)), dtype=np.intp)
        return {id: utilities(player, nothing).item() for id, player in certain.players.items()}

    def chances(self, amounts: Sequence[float] | FloatArray) -> dict[tuple[str, str], float]:
        """Return the mean chances of a yes over all draws, keyed as `acceptance.mean_chances` does."""
        sample = self._at(self._sample, self._reader, amounts)
        nothing = np.zeros((1, 1 + len(self.issues)), dtype=np.intp)
        return {
            whose: float(chance[0]) for whose, chance in mean_chances(sample, nothing, True).items()
        }

    def worth(self, lead: str, issue: str, amount: float) -> float:
        """Return what an amount of an issue is worth to a player, at the estimates' values."""
        whose = holder(self.model.scenario, self.model.scenario.party_of[lead], lead)
        values = option_values(self.model.scenario, whose, issue, (amount,), AtEstimates())
        return values.item()

    @cached_property
    def _reader(self) -> "_Remembering":
        return _Remembering(self.model.reader)

    @cached_property
    def _certain(self) -> Preferences:
        return self._held(self.model.certain)

    @cached_property
    def _sample(self) -> Preferences:
        return self._held(self.model.sample)

    def _held(self, preferences: Preferences) -> Preferences:
        at = self.model.space.positions(self.deal)
        loose = [self.model.space.issues.index(issue) for issue in self.issues]
        players = {
            id: player.each(lambda _, own: folded(own, at, loose))
            for id, player in preferences.players.items()
        }
        return replace(preferences, players=players)

    def _at(
        self, held: Preferences, read: Read, amounts: Sequence[float] | FloatArray
    ) -> Preferences:
        """Put amounts in; every issue then has one option."""
        scenario = self.model.scenario

        def put(whose: Holder, player: PlayerPreferences) -> PlayerPreferences:
            worth, no_veto = [player.worth[0]], [player.no_veto[0]]
            for issue, amount in zip(self.issues, amounts, strict=True):
                alone = (float(amount),)
                worth.append(option_values(scenario, whose, issue, alone, read))
                no_veto.append(no_veto_probabilities(scenario, whose, issue, alone, read))
            return replace(player, worth=tuple(worth), no_veto=tuple(no_veto))

        players = {
            id: held.players[id].each(
                lambda group, player: put(holder(scenario, party, id, group), player)  # noqa: B023
            )
            for party, ids in held.parties.items()
            for id in ids
        }
        return replace(held, players=players)


class _Remembering:
    """Reads each number once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._known: dict[tuple[KeyPath, float, float | None, float | None], FloatArray] = {}

    def __call__(self, path: KeyPath, estimate: Range, scale: Scale) -> FloatArray:
        """Return the draws of a number, shape (n_draws,)."""
        key = (path, estimate.value, estimate.low, estimate.high)
        if key not in self._known:
            self._known[key] = self._read(path, estimate, scale)
        return self._known[key]
