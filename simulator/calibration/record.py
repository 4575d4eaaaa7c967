"""A calibration as plain data: for the command line, and as the engine's defaults."""

from dataclasses import asdict
from math import exp
from typing import Any

import yaml

from simulator.bootstrap import Interval
from simulator.calibration.calibrate import Calibration, Setting, Transfer
from simulator.calibration.closeness import RuleTest
from simulator.calibration.fitting import Pooled
from simulator.calibration.scoring import HeldOut
from simulator.uncertainty import NINETIETH

DIGITS = 4
HEAD = """\
# The acceptance curve's defaults (docs/calibration.md). Everything but `sources` and `transfer` is
# written by `python -m simulator calibrate DATA… --write`; change it there, not here.
"""


def as_data(found: Calibration) -> dict[str, Any]:
    """Return everything that was found."""
    return {
        "population": {
            "precision": asdict(found.precision),
            "disadvantageous": asdict(found.disadvantageous),
        },
        "within_person": None
        if found.within_precision is None or found.within_disadvantageous is None
        else {
            "precision": asdict(found.within_precision),
            "disadvantageous": asdict(found.within_disadvantageous),
            "between_people": found.between_people,
        },
        "earlier_refusals": None
        if found.refusals is None
        else {"value": found.refusals[0], "error": found.refusals[1]},
        "settings": [_setting(each) for each in found.settings],
        "transfers": [_transfer(each) for each in found.transfers],
        "agreements": [_rules(each) for each in found.agreements],
    }


def _setting(setting: Setting) -> dict[str, Any]:
    return {
        "name": setting.name,
        "decisions": setting.decisions,
        "groups": setting.groups,
        "rate": setting.rate,
        "elicitation": setting.elicitation,
        "talk": setting.talk,
        "pooled": setting.pooled,
        "precision": [float(setting.fit.values[0]), float(setting.fit.errors[0])],
        "disadvantageous": [float(setting.fit.values[1]), float(setting.fit.errors[1])],
        "within_person": None
        if setting.within is None
        else asdict(setting.within) | {"threshold_spread": setting.within.threshold_spread},
        "within_check": None
        if setting.within_check is None
        else {
            "person": _scores(setting.within_check.person),
            "population": _scores(setting.within_check.population),
        },
        "scores": {name: _scores(each) for name, each in setting.scores.items()},
    }


def _rules(test: RuleTest) -> dict[str, Any]:
    mixture = test.mixture
    return {
        "name": test.name,
        "negotiations": test.negotiations,
        "rules": {
            name: {
                "distance": _triple(each.distance),
                "hit": _triple(each.hit),
                "held_out": _triple(each.held_out),
            }
            for name, each in test.rules.items()
        },
        "mixture": {
            "weights": mixture.weights,
            "same": mixture.same,
            "held_out": _triple(mixture.held_out),
            "gain": _triple(mixture.gain),
            "best": mixture.best,
        },
    }


def _triple(interval: Interval) -> list[float]:
    return [interval.value, interval.low, interval.high]


def _triple_or_none(interval: Interval | None) -> list[float] | None:
    return None if interval is None else _triple(interval)


def _scores(scores: HeldOut) -> dict[str, Any]:
    return {
        "log_loss": _triple(scores.log_loss),
        "brier": _triple(scores.brier),
        "slope": _triple_or_none(scores.slope),
        "intercept": _triple_or_none(scores.intercept),
        "auc": _triple(scores.auc),
        "better_than_simpler": _triple_or_none(scores.better_than_simpler),
    }


def _transfer(transfer: Transfer) -> dict[str, Any]:
    return {
        "fitted_on": list(transfer.fitted_on),
        "checked_on": transfer.checked_on,
        "decisions": transfer.decisions,
        "groups": transfer.groups,
        "bias": _triple(transfer.bias),
        "scores": _scores(transfer.scores),
        "bins": [[each.predicted, each.accepted, each.count] for each in transfer.bins],
    }


def defaults_from(found: Calibration, present: dict[str, Any]) -> dict[str, Any]:
    """Return the content of the defaults' file; sources and words stay as they are at present."""
    used = [setting.name for setting in found.settings if setting.pooled]
    often = [setting.name for setting in found.settings if setting.within is not None]
    ahead = {
        "value": 0.0,
        "source": used,
        "note": "Settings disagree about its sign, so it is held at zero.",
    }
    data = as_data(found)
    written = {
        "sources": present["sources"],
        "population": {
            "precision": _estimate(found.precision, used),
            "disadvantageous": _estimate(found.disadvantageous, used),
            "advantageous": ahead,
        },
        "within_person": present["within_person"],
        "between_people": present["between_people"],
        "transfer": present["transfer"],
        "record": {
            key: data[key] for key in ("earlier_refusals", "settings", "transfers", "agreements")
        },
    }
    if found.within_precision is not None and found.within_disadvantageous is not None:
        written["within_person"] = {
            "precision": _estimate(found.within_precision, often),
            "disadvantageous": _estimate(found.within_disadvantageous, often),
            "advantageous": ahead | {"source": often},
        }
        written["between_people"] = {
            "value": found.between_people,
            "source": often,
            "note": "Standard deviation of the smallest share that people accept, of a pie of 1.",
        }
    rounded: dict[str, Any] = _rounded(written)
    return rounded


def _estimate(pooled: Pooled, sources: list[str]) -> dict[str, Any]:
    """Write a mean with its 10–90 % range on the log scale, which keeps it positive."""
    factor = exp(NINETIETH * pooled.error / pooled.value)
    return {
        "value": pooled.value,
        "low": pooled.value / factor,
        "high": pooled.value * factor,
        "source": sources,
        "note": f"Random-effects mean of {len(sources)} settings, standard error "
        f"{pooled.error:.2g}; between settings it varies by {pooled.spread:.2g}.",
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return value


class _Dumper(yaml.SafeDumper):
    """Mappings in blocks, lists of plain values on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _listed(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    on_one_line = not any(isinstance(each, dict) for each in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=on_one_line)


_Dumper.add_representer(list, _listed)


def to_text(content: dict[str, Any]) -> str:
    """Write the defaults' file."""
    body = yaml.dump(
        content,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
        default_flow_style=False,
    )
    return HEAD + body
