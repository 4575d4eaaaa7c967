"""What one player wants, as arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from simulator.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Body:
    """The groups of a body, and what carries it.

    Attributes
    ----------
    kinds
        What the groups want that don't want what the body's own arrays say, by id.
    groups
        By id of each group, whose preferences it has: a key of `kinds`, or empty for the body's own.
    votes
        How many of each group vote, shape (n_groups, n_draws).
    discipline
        ρ of each, the correlation of its members' votes, shape (n_groups, n_draws).
    needed
        How many votes carry the body, shape (n_draws,).
    population
        Whether members answer as people do; else by the curve that the file gives.
    """

    kinds: Mapping[str, "PlayerPreferences"]
    groups: Mapping[str, str]
    votes: FloatArray
    discipline: FloatArray
    needed: FloatArray
    population: bool

    def mapped(self, change: Callable[[FloatArray], FloatArray]) -> "Body":
        """Return a copy with every array changed in the same way."""
        return replace(
            self,
            kinds={id: kind.mapped(change) for id, kind in self.kinds.items()},
            votes=change(self.votes),
            discipline=change(self.discipline),
            needed=change(self.needed),
        )


@dataclass(frozen=True)
class PlayerPreferences:
    """One player's preferences.

    Attributes
    ----------
    worth
        For each issue, what each option is worth, shape (n_options, n_draws), in [0, 1]; promises
        are already discounted by their credibility.
    weight
        Swing weights, shape (n_issues, n_draws).
    pairs, strength
        The issues each interaction couples, and its strength, shape (n_pairs, n_draws). Weights and
        strengths add up to 1 in every draw.
    future_worth
        What each no-deal future is worth, shape (n_futures, n_draws).
    reservation
        What no deal is worth, shape (n_draws,).
    no_veto
        For each issue, the chance that no real red line is crossed at each option, shape
        (n_options, n_draws); None where the player has no red line on the issue.
    demanded
        The utility at which it is as likely to accept as not, r + τ D, shape (n_draws,).
    precision, disadvantageous, advantageous
        s / D, a and g of the acceptance curve, per unit of utility, shape (n_draws,).
    cost
        Of an audience, what its displeasure costs its lead, in the lead's utility per unit of its own,
        shape (n_draws,); None: it has a vote.
    body
        Of a body its groups; the other arrays are then what its members want where their group says
        nothing else, and `demanded` and `precision` are r and 1 / D.
    """

    worth: tuple[FloatArray, ...]
    weight: FloatArray
    pairs: tuple[tuple[int, int], ...]
    strength: FloatArray
    future_worth: FloatArray
    reservation: FloatArray
    no_veto: tuple[FloatArray | None, ...]
    demanded: FloatArray
    precision: FloatArray
    disadvantageous: FloatArray
    advantageous: FloatArray
    cost: FloatArray | None = None
    body: Body | None = None

    @property
    def votes(self) -> bool:
        """Whether the deal needs its consent."""
        return self.cost is None

    @property
    def salience(self) -> FloatArray:
        """The part of each issue in its utility, shape (n_issues, n_draws), adding up to 1.

        Half of what two issues bring together, or less together, counts to each.
        """
        salience = self.weight.copy()
        for pair, strength in zip(self.pairs, self.strength, strict=True):
            salience[list(pair)] += strength / 2
        return salience

    @cached_property
    def weighted(self) -> tuple[FloatArray, ...]:
        """For each issue, weight times worth, shape (n_options, n_draws)."""
        return tuple(weight * worth for weight, worth in zip(self.weight, self.worth, strict=True))

    def weighted_at(self, k: int, positions: IntArray) -> FloatArray:
        """Return some options' weight times worth; of few anew, as all in every draw would fill memory."""
        anew = self.weight.ndim > 1 and len(positions) < len(self.worth[k])
        return self.weight[k] * self.worth[k][positions] if anew else self.weighted[k][positions]

    def mapped(self, change: Callable[[FloatArray], FloatArray]) -> "PlayerPreferences":
        """Return a copy with every array changed in the same way."""
        return PlayerPreferences(
            worth=tuple(map(change, self.worth)),
            weight=change(self.weight),
            pairs=self.pairs,
            strength=change(self.strength),
            future_worth=change(self.future_worth),
            reservation=change(self.reservation),
            no_veto=tuple(None if chances is None else change(chances) for chances in self.no_veto),
            demanded=change(self.demanded),
            precision=change(self.precision),
            disadvantageous=change(self.disadvantageous),
            advantageous=change(self.advantageous),
            cost=None if self.cost is None else change(self.cost),
            body=None if self.body is None else self.body.mapped(change),
        )

    def each(
        self, change: Callable[[str, "PlayerPreferences"], "PlayerPreferences"]
    ) -> "PlayerPreferences":
        """Change a player's preferences, and those of a body's groups, by id; its own: empty."""
        changed = change("", self)
        if self.body is None:
            return changed
        kinds = {id: change(id, kind) for id, kind in self.body.kinds.items()}
        return replace(changed, body=replace(self.body, kinds=kinds))
