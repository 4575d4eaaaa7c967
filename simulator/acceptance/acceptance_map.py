"""The joint acceptance over two issues, the other terms fixed: drawn anew at each move of a slider."""

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce

import numpy as np

from simulator.acceptance.acceptance import acceptance_logit, displeasure
from simulator.acceptance.votes import members_yes, vote
from simulator.arrays import FloatArray, IntArray
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.utility import folded

SMALLEST = np.float32(1e-18)
"""A chance that divides without overflowing in single precision."""


def acceptance_map(preferences: Preferences, deal: IntArray, rows: int, columns: int) -> FloatArray:
    """Return the joint acceptance over every pair of options of two issues.

    Parameters
    ----------
    deal
        The other terms, positions of shape (n_issues,).
    rows, columns
        The two issues' places among the issues; not the same.

    Returns
    -------
    FloatArray
        Shape (n_options of `rows`, n_options of `columns`), not a number where rules exclude the deal.
        Worked out in single precision, which changes no more than the sixth digit.
    """
    tables = {id: _Table(player, deal, rows, columns) for id, player in preferences.players.items()}
    counts = preferences.space.counts
    chances = np.stack([_map_row(preferences, tables, at) for at in range(counts[rows])])
    if preferences.space.rules:
        deals = np.tile(deal, (*chances.shape, 1))
        deals[..., rows], deals[..., columns] = np.indices(chances.shape)
        chances[~preferences.space.allowed(deals)] = np.nan
    return chances


def _map_row(preferences: Preferences, tables: Mapping[str, "_Table"], at: int) -> FloatArray:
    """Return one row of the map, shape (n_options of the columns' issue,)."""
    worth = {id: table.utilities(at) for id, table in tables.items()}
    odds: FloatArray | None = None
    for ids in preferences.parties.values():
        others = [worth[lead] for lead in preferences.leads if lead not in ids]
        against: list[FloatArray] = []
        least: FloatArray | None = None
        players = {id: tables[id].player for id in ids}
        for id in (id for id in ids if players[id].votes):
            table = tables[id]
            if table.body is not None:
                against.append(1 / np.maximum(table.carried(at, worth[id]), SMALLEST))
                continue
            cost = displeasure(players, worth, ids) if id == ids[0] else None
            logit = acceptance_logit(table.player, worth[id], others, cost)
            kept = table.no_veto(at)
            if kept is not None:
                against.append(_one_over(logit) / np.maximum(kept, SMALLEST))
            else:
                least = logit if least is None else np.minimum(least, logit)
        if least is not None:
            # Λ rises: of those without a red line the most reluctant one needs its exponential only.
            against.append(_one_over(least))
        party = reduce(np.maximum, against)
        with np.errstate(over="ignore"):  # the chance is then 0, to every digit that is shown
            odds = party if odds is None else odds * party
    assert odds is not None
    # The product over parties needs one division, at the end.
    return np.asarray((1 / odds).mean(axis=-1, dtype=np.float64))


def _one_over(logit: FloatArray) -> FloatArray:
    """Return ``1 / Λ(logit)``, which is 1 + e^−logit."""
    return np.asarray(np.exp(np.clip(-logit, -40, 40)) + np.float32(1))


class _Table:
    """One player's utilities over two issues, the other terms fixed, in single precision."""

    def __init__(self, player: PlayerPreferences, deal: IntArray, rows: int, columns: int) -> None:
        left = folded(player, deal, [rows, columns])
        (fixed,), (self._kept,) = left.worth, left.no_veto
        across, along = player.worth[rows], player.worth[columns]
        self._across = (fixed + left.weight[1] * across).astype(np.float32)
        self._along = (left.weight[2] * along).astype(np.float32)
        self._both = left.strength.sum(axis=0) if left.pairs else None
        kinds = player.body.kinds.items() if player.body else ()
        self._kinds = {id: _Table(kind, deal, rows, columns) for id, kind in kinds}
        self.player = replace(
            left, worth=(across, along), no_veto=(player.no_veto[rows], player.no_veto[columns])
        ).mapped(lambda array: array.astype(np.float32))
        self.body = self.player.body

    def utilities(self, at: int) -> FloatArray:
        """Return utilities with the rows' issue at `at`, shape (n_columns, n_draws)."""
        total: FloatArray = self._along + self._across[at]
        if self._both is not None:
            across, along = self.player.worth
            total = total + (self._both * across[at]).astype(np.float32) * along
        return total

    def carried(self, at: int, worth: FloatArray) -> FloatArray:
        """Return the chance that a body says yes, by what the row is worth to its own members."""
        body = self.body
        assert body is not None

        def yes(table: "_Table", own: FloatArray) -> FloatArray:
            chance, kept = members_yes(body, table.player, own), table.no_veto(at)
            return chance if kept is None else chance * kept

        by_kind = {id: yes(kind, kind.utilities(at)) for id, kind in self._kinds.items()}
        return vote(body, {"": yes(self, worth), **by_kind}).chance

    def no_veto(self, at: int) -> FloatArray | None:
        """Return the chance that no real red line is crossed, in this row of the map."""
        row, columns = self.player.no_veto
        parts = [
            part
            for part in (self._kept, None if row is None else row[at], columns)
            if part is not None
        ]
        if not parts:
            return None
        kept = parts[0]
        for part in parts[1:]:
            kept = kept * part
        return np.asarray(kept, dtype=np.float32)
