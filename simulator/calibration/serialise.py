"""A calibration as plain data: for the command line, and as the engine's defaults."""

from dataclasses import asdict
from math import exp
from typing import Any

import yaml

from simulator.calibration.calibrate import Calibration
from simulator.calibration.fitting import Pooled
from simulator.preferences.uncertainty import NINETIETH

DIGITS = 4
HEAD = """\
# The acceptance curve's defaults (docs/calibration.md). Everything but `sources` and `transfer` is
# written by `python -m simulator calibrate DATA… --write`; change it there, not here.
"""


def as_data(calibration: Calibration) -> dict[str, Any]:
    """Return everything that was found."""
    return {
        "population": {
            "precision": asdict(calibration.precision),
            "disadvantageous": asdict(calibration.disadvantageous),
        },
        "within_person": None
        if calibration.within_precision is None or calibration.within_disadvantageous is None
        else {
            "precision": asdict(calibration.within_precision),
            "disadvantageous": asdict(calibration.within_disadvantageous),
            "between_people": calibration.between_people,
        },
        **calibration.record.model_dump(mode="json"),
    }


def defaults_from(calibration: Calibration, present: dict[str, Any]) -> dict[str, Any]:
    """Return the content of the defaults' file; sources and words stay as they are at present."""
    used = [setting.name for setting in calibration.record.settings if setting.pooled]
    often = [setting.name for setting in calibration.record.settings if setting.within_person]
    ahead = {
        "value": 0.0,
        "source": used,
        "note": "Settings disagree about its sign, so it is held at zero.",
    }
    written = {
        "sources": present["sources"],
        "population": {
            "precision": _estimate(calibration.precision, used),
            "disadvantageous": _estimate(calibration.disadvantageous, used),
            "advantageous": ahead,
        },
        "within_person": present["within_person"],
        "between_people": present["between_people"],
        "transfer": present["transfer"],
        "record": calibration.record.model_dump(mode="json"),
    }
    if calibration.within_precision is not None and calibration.within_disadvantageous is not None:
        written["within_person"] = {
            "precision": _estimate(calibration.within_precision, often),
            "disadvantageous": _estimate(calibration.within_disadvantageous, often),
            "advantageous": ahead | {"source": often},
        }
        written["between_people"] = {
            "value": calibration.between_people,
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
