"""A calibration as plain data: for the command line, and as the engine's defaults."""

from math import exp
from typing import Any

import numpy as np
import yaml

from simulator.calibration.calibrate import Calibration
from simulator.calibration.fitting import Pooled
from simulator.preferences.curve_defaults import AcceptanceDefaults, KindsOfPeople
from simulator.preferences.uncertainty import NINETIETH

DIGITS = 4
HEAD = """\
# The acceptance curve's defaults (docs/calibration.md), written by `python -m simulator calibrate DATA…
# --write`; change them there, not here.
"""


def as_data(calibration: Calibration) -> dict[str, Any]:
    """Return everything that was found."""
    within, kinds, refusals = calibration.within, calibration.kinds, calibration.refusals
    return {
        "population": _coefficients(calibration.population, "steepness", "threshold"),
        "within_person": None
        if within is None
        else _coefficients(within, "steepness", "threshold", "spread"),
        "kinds_of_people": None if kinds is None else _kinds(kinds),
        "earlier_refusals": None
        if refusals is None
        else dict(zip(("setting", "value", "error"), refusals, strict=True)),
        **calibration.record.model_dump(mode="json"),
    }


def _coefficients(pooled: Pooled, *names: str) -> dict[str, Any]:
    return {
        name: {"value": value, "error": error, "spread": float(spread)}
        for name, (value, error), spread in zip(names, pooled.estimates, pooled.spread, strict=True)
    } | {"covariance": pooled.covariance.tolist()}


def _kinds(kinds: KindsOfPeople) -> dict[str, Any]:
    rows = np.stack([kinds.threshold, kinds.steepness, kinds.weight], axis=1)
    return {"kinds": rows.tolist(), "slip": float(kinds.slip[0])}


def defaults_from(calibration: Calibration, present: dict[str, Any]) -> dict[str, Any]:
    """Return the content of the defaults' file; what was not fitted stays as it is at present."""
    used = [setting.name for setting in calibration.record.settings if setting.pooled]
    often = [setting.name for setting in calibration.record.settings if setting.within_person]
    written = present | {
        "single_offer": _estimates(calibration.population, used, "steepness", "threshold"),
        "record": calibration.record.model_dump(mode="json"),
    }
    if calibration.within is not None and calibration.kinds is not None:
        fitted = _kinds(calibration.kinds)
        note = "The part of answers that go against one's own mind, the same for every kind."
        written["decision_makers"] = {
            **_estimates(calibration.within, often, "steepness", "threshold", "spread"),
            "slip": {"value": fitted["slip"], "source": often, "note": note},
            "kinds": fitted["kinds"],
        }
    if calibration.refusals is not None:
        setting, value, error = calibration.refusals
        written["earlier_refusals"] = {
            "value": value,
            **_range(value, error),
            "source": [setting],
            "note": "Taken from the curve's argument for every unit of log(1 + refusals so far in the "
            f"talk, by either side); standard error {error:.2g}.",
        }
    order = [name for name in AcceptanceDefaults.model_fields if name in written]
    rounded: dict[str, Any] = _rounded({name: written[name] for name in order})
    return rounded


def _estimates(pooled: Pooled, sources: list[str], *names: str) -> dict[str, Any]:
    """Write means over settings, pooled together."""
    return {
        name: {
            "value": value,
            **_range(value, error),
            "source": sources,
            "note": f"Random-effects mean of {len(sources)} settings, standard error "
            f"{error:.2g}; between settings it varies by {spread:.2g}.",
        }
        for name, (value, error), spread in zip(names, pooled.estimates, pooled.spread, strict=True)
    }


def _range(value: float, error: float) -> dict[str, float]:
    """Return the 10–90 % range on the log scale, which keeps it positive."""
    factor = exp(NINETIETH * error / value)
    return {"low": value / factor, "high": value * factor}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return value


class _Dumper(yaml.SafeDumper):
    """Mappings in blocks, lists of plain values on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _listed(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    on_one_line = not any(isinstance(entry, dict) for entry in value)
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
