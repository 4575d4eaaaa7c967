"""Ways of predicting the answers: the model's, and naive guesses to set it against."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.history.compromise import left_out_logistic
from simulator.history.prediction import Prediction, chances_of, groups, scored_evaluations


@dataclass(frozen=True)
class Record:
    """What can be scored, as those who predict see it.

    Attributes
    ----------
    scored
        In order of date.
    headline
        The id of the first headline term; empty: there is none.
    distances
        From the compromise (`history.compromise`), shape (n,).
    """

    scored: Sequence[Prediction]
    headline: str
    distances: FloatArray

    @property
    def accepted(self) -> FloatArray:
        """1 or 0 for accepted or refused, shape (n,)."""
        return scored_evaluations(self.scored)[1]

    @property
    def group(self) -> IntArray:
        """Which are coded alike, shape (n,)."""
        return groups(self.scored)

    def rates(self, alike: Callable[[Prediction, Prediction], bool]) -> list[float]:
        """Predict each by how often the other texts like it were accepted, itself left out.

        Texts coded alike are left out together and count as one. One acceptance and one refusal are
        added (Laplace), so that no rate is certain.
        """
        group, rates = self.group, []
        for n, one in enumerate(self.scored):
            others = [
                m
                for m, other in enumerate(self.scored)
                if group[m] != group[n] and alike(one, other)
            ]
            texts = sorted(set(group[others]))
            yes = sum(self.accepted[[m for m in others if group[m] == g]].mean() for g in texts)
            rates.append(float(yes + 1) / (len(texts) + 2))
        return rates


def _term(prediction: Prediction, issue: str) -> float | str | None:
    return prediction.evaluation.deal[issue] if prediction.evaluation else None


def _again(record: Record) -> list[float]:
    """Predict a text that was put forward before, in the same terms, by what became of it then.

    Others by the rate of the other texts.
    """
    chances = record.rates(lambda one, other: True)
    for n, one in enumerate(record.scored):
        before = [
            m
            for m, other in enumerate(record.scored)
            if record.group[m] == record.group[n] and other.date < one.date
        ]
        if before:
            chances[n] = float((record.accepted[before].sum() + 1) / (len(before) + 2))
    return chances


def _from_compromise(record: Record) -> list[float]:
    # Of texts that are coded alike the first one stands for all.
    firsts = [int(np.flatnonzero(record.group == g)[0]) for g in sorted(set(record.group))]
    apart = [[m for m in firsts if record.group[m] != own] for own in record.group]
    accepted = np.array([record.accepted[record.group == own].mean() for own in record.group])
    return [float(chance) for chance in left_out_logistic(record.distances, accepted, apart)]


@dataclass(frozen=True)
class Forecast:
    """A way of predicting answers: the model's, or a naive guess.

    Attributes
    ----------
    name
        What it is called; `{term}` stands for the first headline term.
    against
        The same for after "against".
    chances
        Predicts those that are scored.
    """

    name: str
    against: str
    chances: Callable[[Record], Sequence[float] | FloatArray]

    def called(self, term: str) -> str:
        """Return its name, with the first headline term in small letters."""
        return self.name.replace("{term}", term.lower())

    def compared(self, term: str) -> str:
        """Return what the model is set against, with the first headline term in small letters."""
        return self.against.replace("{term}", term.lower())


FORECASTS: Mapping[str, Forecast] = {
    "model": Forecast("This model", "this model", lambda record: chances_of(record.scored)),
    "always_refused": Forecast(
        "Always predicts refusal",
        "always predicting refusal",
        lambda record: [0.0] * len(record.scored),
    ),
    "coin_toss": Forecast(
        "Predicts 50 % each time", "tossing a coin", lambda record: [0.5] * len(record.scored)
    ),
    "plain_rate": Forecast(
        "Acceptance rate of all these texts",
        "predicting the acceptance rate of all these texts, known afterwards",
        lambda record: np.full(
            len(record.scored),
            np.mean([record.accepted[record.group == g].mean() for g in set(record.group)]),
        ),
    ),
    "tabled_by_both": Forecast(
        "Acceptance rate of the other texts tabled by as many",
        "asking whether all sides had tabled the text",
        lambda record: record.rates(
            lambda one, other: len(set(one.proposer)) == len(set(other.proposer))
        ),
    ),
    "base_rate": Forecast(
        "Acceptance rate of the other texts",
        "predicting the acceptance rate of the other texts",
        lambda record: record.rates(lambda one, other: True),
    ),
    "first_headline_term_only": Forecast(
        "The same, among texts with the same {term}",
        "predicting from {term} alone",
        lambda record: record.rates(
            lambda one, other: _term(one, record.headline) == _term(other, record.headline)
        ),
    ),
    "same_text": Forecast(
        "The same, but what was put forward before is answered as before",
        "predicting that a text put forward again is answered as before",
        _again,
    ),
    "compromise": Forecast(
        "Distance to the compromise between the sides",
        "asking how far a text is from a compromise between the sides",
        _from_compromise,
    ),
}
"""Every forecast by its id; one by {term} only where a scenario has a headline term.

One that predicts the same as one before it is not scored again.
"""


def forecasts(record: Record) -> dict[str, FloatArray]:
    """Return what each forecast predicts, those that predict something of their own, each of shape (n,)."""
    shown: dict[str, FloatArray] = {}
    for id, forecast in FORECASTS.items():
        if record.headline or "{term}" not in forecast.name:
            chances = np.asarray(forecast.chances(record), dtype=float)
            # One that predicts what another does already would be the same defeat, or victory, told twice.
            if not any(np.allclose(chances, before) for before in shown.values()):
                shown[id] = chances
    return shown
