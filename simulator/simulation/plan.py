"""How simulated talks are held: what the scenario says, and what someone asks for instead."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.errors import SimulatorError, did_you_mean
from simulator.scenario.scenario import Scenario
from simulator.scenario.talks import MOST_ROUNDS
from simulator.simulation.bidding.strategies import STRATEGIES, BiddingStrategy
from simulator.simulation.bidding.strategy import Accepts

ROUNDS = 20
"""Where a scenario says nothing."""
DEFAULT_STRATEGY = "linear"
"""Of a party about which a scenario says nothing."""


class TalksError(SimulatorError):
    """Talks that cannot be held so."""


@dataclass(frozen=True)
class Plan:
    """How talks are held.

    Attributes
    ----------
    rounds
        How many there are at most; a round is one offer and its answer, and the parties take turns.
    opens
        The party that makes the first offer; the others follow in the scenario's order.
    strategies
        By party.
    accepts
        By party, the rule by which it answers (`simulator.simulation.acceptance_strategies`).
    breakdown
        The chance that the talks break off after each refusal; None: what the scenario says, or 0.
    patience
        By party, what its lead thinks a gain is still worth one round later; for parties left out
        what the scenario says, or 1.
    shocks
        Which of the scenario's shocks happen, and from which round on; none after the deadline.
    ratified
        Whether everyone else whose consent is needed is asked once the leads agree. None of them is
        asked before.
    """

    rounds: int
    opens: str
    strategies: Mapping[str, BiddingStrategy]
    accepts: Mapping[str, Accepts]
    breakdown: float | None
    patience: Mapping[str, float]
    shocks: Mapping[str, int]
    ratified: bool


def plan(
    scenario: Scenario,
    *,
    rounds: int | None = None,
    opens: str | None = None,
    strategies: Mapping[str, BiddingStrategy | str] | None = None,
    accepts: Mapping[str, Accepts] | None = None,
    breakdown: float | None = None,
    patience: Mapping[str, float] | None = None,
    shocks: Mapping[str, int] | None = None,
    ratified: bool = True,
) -> Plan:
    """Take from the scenario whatever is not given.

    Raises
    ------
    TalksError
        If there is no such party, strategy, rule or shock, or a number lies out of bounds.
    """
    talks = scenario.talks
    parties = list(scenario.parties)
    named = {party: bidding.tactic for party, bidding in talks.tactics.items()}
    chosen = {**dict.fromkeys(parties, DEFAULT_STRATEGY), **named, **(strategies or {})}
    resolved = {_known(id, parties, "party"): strategy_of(choice) for id, choice in chosen.items()}
    ruled = {
        party: bidding.accepts
        for party, bidding in talks.tactics.items()
        # The rule that goes with one strategy says nothing about another.
        if bidding.accepts and party not in (strategies or {})
    }
    rules = (
        {party: strategy.accepts for party, strategy in resolved.items()}
        | ruled
        | dict(accepts or {})
    )
    happening = shocks if shocks is not None else scheduled(scenario)
    deadline = talks.rounds.value if talks.rounds else ROUNDS
    last = deadline if rounds is None else rounds
    held = Plan(
        rounds=last,
        opens=_known(opens or (talks.opens.party if talks.opens else parties[0]), parties, "party"),
        strategies=resolved,
        accepts=rules,
        breakdown=breakdown,
        patience=dict(patience or {}),
        shocks={
            id: at
            for id, at in happening.items()
            if _known(id, list(talks.shocks), "shock") and at <= last
        },
        ratified=ratified,
    )
    _bounded(held)
    return held


def strategy_of(named: BiddingStrategy | str) -> BiddingStrategy:
    """Return a strategy by its name.

    Raises
    ------
    TalksError
        If there is none of that name.
    """
    if isinstance(named, BiddingStrategy):
        return named
    return STRATEGIES[_known(named, list(STRATEGIES), "concession strategy")]


def scheduled(scenario: Scenario) -> dict[str, int]:
    """Return the shocks that the scenario gives a round, and that round."""
    return {
        id: shock.round for id, shock in scenario.talks.shocks.items() if shock.round is not None
    }


def _known(name: str, known: list[str], what: str) -> str:
    if name not in known:
        raise TalksError(f'There is no {what} "{name}". {did_you_mean(name, known)}')
    return name


def _bounded(held: Plan) -> None:
    if not 1 <= held.rounds <= MOST_ROUNDS:
        raise TalksError(f"Talks have 1 to {MOST_ROUNDS} rounds; {held.rounds} were asked for.")
    shares = {"breakdown": held.breakdown, **held.patience}
    for name, share in shares.items():
        if share is not None and not 0 <= share <= 1:
            raise TalksError(f"{name}: {share:g} must lie between 0 and 1.")
