"""A scenario made ready to be asked: its deal space and everyone's preferences."""

from dataclasses import dataclass
from functools import cached_property

from simulator.outcomes import DealSpace
from simulator.preferences import Preferences, preferences
from simulator.scenario import Scenario
from simulator.uncertainty import AtEstimates, Recorder, Sample


@dataclass(frozen=True)
class Model:
    """A scenario, with its preferences at their values and as draws, each built when first used."""

    scenario: Scenario

    @property
    def space(self) -> DealSpace:
        """Every deal that the scenario allows."""
        return self.central.space

    @cached_property
    def central(self) -> Preferences:
        """Everyone's preferences with each number at its value."""
        return preferences(self.scenario, AtEstimates())

    @cached_property
    def sample(self) -> Preferences:
        """Everyone's preferences as draws from the scenario's ranges."""
        recorder = Recorder()
        preferences(self.scenario, recorder)
        return preferences(self.scenario, Sample(recorder.paths))
