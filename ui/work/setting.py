"""How a visitor wants talks to be held."""

from dataclasses import dataclass

from simulator.scenario.scenario import Scenario
from simulator.simulation.bidding.strategy import Accepts
from simulator.simulation.plan import Plan, plan


@dataclass(frozen=True)
class TalksSetting:
    """What the controls say; plain values, so that two that say the same are the same.

    Attributes
    ----------
    tactics, accepts, patience, shocks
        By party; by party, where it answers other than its tactic does; by party; by shock its round.
    """

    rounds: int
    opens: str
    tactics: tuple[tuple[str, str], ...]
    patience: tuple[tuple[str, float], ...]
    breakdown: float | None
    shocks: tuple[tuple[str, int], ...]
    accepts: tuple[tuple[str, Accepts], ...] = ()

    @property
    def happening(self) -> tuple[tuple[str, int], ...]:
        """The shocks that come before the deadline."""
        return tuple((id, at) for id, at in self.shocks if at <= self.rounds)

    def plan(self, scenario: Scenario) -> Plan:
        """Return the plan of talks that are held so."""
        return plan(
            scenario,
            rounds=self.rounds,
            opens=self.opens,
            strategies=dict(self.tactics),
            accepts=dict(self.accepts),
            patience=dict(self.patience),
            breakdown=self.breakdown,
            shocks=dict(self.shocks),
        )
