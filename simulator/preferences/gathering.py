"""Reads one player's numbers off a scenario: at their values, or as draws."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from simulator.arrays import FloatArray
from simulator.preferences.certainty_equivalent import certainty_equivalent
from simulator.preferences.decision_makers import Answering, answering, answers_its_own_way
from simulator.preferences.multilinear import multilinear, within_weights
from simulator.preferences.option_values import no_veto_probabilities, option_values
from simulator.preferences.outcome_space import DealSpace
from simulator.preferences.player_preferences import Body, PlayerPreferences
from simulator.preferences.uncertainty import Read, Scale
from simulator.scenario.base import Estimate, KeyPath, Range
from simulator.scenario.holders import Holder, differing, holder, votes_needed
from simulator.scenario.players import AUDIENCE_COST, AsGoodAs, Player
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class Gather:
    """Reads one player's numbers."""

    scenario: Scenario
    space: DealSpace
    whose: Holder
    read: Read
    probability: FloatArray
    stakes: Mapping[str, float] | None

    @property
    def _stake(self) -> float:
        return self.stakes[self.whose.key] if self.stakes else 1.0

    @property
    def _player(self) -> Player:
        return self.whose.player

    def _path(self, *keys: str) -> KeyPath:
        return self.whose.path(*keys)

    @property
    def _terms(self) -> tuple[tuple[str, tuple[float | str, ...]], ...]:
        return tuple(zip(self.space.issues, self.space.options, strict=True))

    @cached_property
    def _worth(self) -> tuple[FloatArray, ...]:
        return tuple(
            option_values(self.scenario, self.whose, issue, options, self.read)
            for issue, options in self._terms
        )

    def player(self) -> PlayerPreferences:
        weight, pairs, strength = self._weights
        reservation = self._reservation(self.future_worth)
        how = self._answering()
        return PlayerPreferences(
            worth=self._worth,
            weight=weight,
            pairs=pairs,
            strength=strength,
            future_worth=self.future_worth,
            reservation=reservation,
            no_veto=tuple(
                no_veto_probabilities(self.scenario, self.whose, issue, options, self.read)
                for issue, options in self._terms
            ),
            demanded=reservation + how.threshold * self._stake,
            precision=how.steepness / self._stake,
            disadvantageous=how.disadvantageous,
            advantageous=how.advantageous,
            cost=self._cost(),
            body=self._body(),
        )

    def _answering(self) -> Answering:
        """Read how it answers; members of a body as people do, of whom its vote takes the mean."""
        own, case = self._player.acceptance, self.scenario.acceptance
        if self._of_body and not answers_its_own_way(own, case):
            return Answering(*np.array([[0.0], [1.0], [0.0], [0.0]]))
        return answering(own, case, self._path("acceptance"), self.read)

    @property
    def _of_body(self) -> bool:
        return bool(self._player.groups or self.whose.group)

    def _body(self) -> Body | None:
        body = self._player
        if not body.groups:
            return None
        at = (self.whose.party, self.whose.id)
        kinds = {
            group: replace(self, whose=holder(self.scenario, *at, group)).player()
            for group in differing(body)
        }
        votes = np.stack(np.broadcast_arrays(*map(self._votes, body.groups)))
        discipline = np.stack(np.broadcast_arrays(*map(self._discipline, body.groups)))
        voting, which = np.unique(np.round(votes.sum(axis=0)), return_inverse=True)
        needed = np.array([votes_needed(body, number) for number in voting], dtype=float)[which]
        return Body(
            kinds=kinds,
            groups={id: id if group.differs else "" for id, group in body.groups.items()},
            votes=votes,
            discipline=discipline,
            needed=needed,
            population=not answers_its_own_way(body.acceptance, self.scenario.acceptance),
        )

    def _votes(self, id: str) -> FloatArray:
        group = self._player.groups[id]
        if group.turnout is None:
            return np.array([float(group.members)])
        path = self._path("groups", id, "turnout")
        return group.members * self.read(path, group.turnout, Scale.SHARE)

    def _discipline(self, id: str) -> FloatArray:
        group = self._player.groups[id]
        if group.discipline is None:
            return np.zeros(1)
        return self.read(self._path("groups", id, "discipline"), group.discipline, Scale.SHARE)

    def _cost(self) -> FloatArray | None:
        if self._player.votes:
            return None
        cost = self._player.cost or AUDIENCE_COST
        lead = self.scenario.parties[self.whose.party].lead
        of_lead = self.stakes[lead] if self.stakes else 1.0
        drawn = np.maximum(self.read(self._path("cost"), cost, Scale.PLAIN), 0)
        return np.asarray(drawn * of_lead / self._stake)

    @cached_property
    def _weights(self) -> tuple[FloatArray, tuple[tuple[int, int], ...], FloatArray]:
        """Draw weights and interactions, and scale them so that they add up to 1 again."""
        weights = {
            id: self.read(self._path("weights", id), estimate, Scale.SHARE)
            for id, estimate in self._player.weights.items()
        }
        interactions = self._player.interactions
        strengths = [
            self._signed(self._path("interactions", id), interaction)
            for id, interaction in interactions.items()
        ]
        draws = max(len(drawn) for drawn in (*weights.values(), *strengths))
        weight = np.stack([weights.get(id, np.zeros(draws)) for id in self.space.issues])
        pairs = tuple(
            (
                self.space.issues.index(interaction.between[0]),
                self.space.issues.index(interaction.between[1]),
            )
            for interaction in interactions.values()
        )
        strength = np.array(strengths).reshape(len(pairs), draws)
        strength = within_weights(weight, pairs, strength)
        for n, interaction in enumerate(interactions.values()):
            if interaction.either:
                # c(v + w − vw): c to the weights of both, and −c together.
                weight[list(pairs[n])] += strength[n]
                strength[n] = -strength[n]
        total = weight.sum(axis=0) + strength.sum(axis=0)
        return weight / total, pairs, strength / total

    def _signed(self, path: KeyPath, estimate: Estimate) -> FloatArray:
        """Draw a strength on the logit scale of its size; its sign is not in doubt."""
        if estimate.value >= 0:
            return self.read(path, estimate, Scale.SHARE)
        low = None if estimate.high is None else -estimate.high
        high = None if estimate.low is None else -estimate.low
        return -self.read(path, Range(value=-estimate.value, low=low, high=high), Scale.SHARE)

    @cached_property
    def future_worth(self) -> FloatArray:
        """What each future is worth, shape (n_futures, n_draws)."""
        weight, pairs, strength = self._weights
        drawn = []
        for id in self.scenario.futures:
            stated = self._player.no_deal[id]
            if isinstance(stated, AsGoodAs):
                at = self.space.positions(stated.as_good_as)
                v = [values[k] for values, k in zip(self._worth, at, strict=True)]
                of = range(len(v))
                drawn.append(
                    multilinear(lambda k: weight[k] * v[k], v.__getitem__, of, pairs, strength)  # noqa: B023
                )
            else:
                drawn.append(self.read(self._path("no_deal", id), stated, Scale.SHARE))
        return np.stack(np.broadcast_arrays(*drawn))

    def _reservation(self, future_worth: FloatArray) -> FloatArray:
        """Weigh the futures; with a risk attitude, by their certainty equivalent (CARA)."""
        attitude = self._player.risk_attitude
        if attitude is None or (attitude.value == 0 and attitude.low is None):
            return certainty_equivalent(self.probability, future_worth, None)
        aversion = self.read(self._path("risk_attitude"), attitude, Scale.PLAIN)
        return certainty_equivalent(self.probability, future_worth, aversion)
