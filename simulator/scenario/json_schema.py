"""The JSON Schema of scenario files, by which an editor completes and checks while one types.

It is what pydantic makes of `Scenario`, widened by what the loader also reads: short forms (a
source by its key alone, a level by its label, a number by its value, a prompt by its question,
a condition by its options) and
variants (`extends`), in which nothing is required and null takes an entry away.
"""

from copy import deepcopy
from typing import Any

from simulator.scenario.scenario import Scenario
from simulator.scenario.teaching import LONGEST_QUESTION

_OPTION: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "number"}]}
_SHORT: dict[str, dict[str, Any]] = {
    "Condition": {"anyOf": [*_OPTION["anyOf"], {"type": "array", "items": _OPTION}]},
    "Level": {"type": "string", "minLength": 1},
    "Prompt": {"type": "string", "minLength": 1, "maxLength": LONGEST_QUESTION},
    "Range": {"type": "number"},
    "Term": _OPTION,
}


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of scenario files."""
    schema = Scenario.model_json_schema()
    definitions = schema.pop("$defs")
    for definition in definitions.values():
        _widen_lists(definition)
    partial = {f"{name}Change": _relaxed(body) for name, body in definitions.items()}
    change = _relaxed(schema)
    change["properties"] = {
        "extends": {
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]{1,80}$",
            "description": "The scenario of the same folder that this one changes.",
        }
    } | change["properties"]
    change["required"] = ["extends"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Negotiation scenario",
        "description": "See docs/scenario-format.md.",
        "if": {"required": ["extends"]},
        "then": change,
        "else": schema,
        "$defs": _with_short_forms(definitions, "") | _with_short_forms(partial, "Change"),
    }


def _widen_lists(body: dict[str, Any]) -> None:
    """Let one source, proposer or shock stand without a list."""
    for name in ("source", "proposer", "ends"):
        listed = body.get("properties", {}).get(name)
        if listed is not None and "items" in listed:
            single = {**listed["items"]}
            described = {key: listed.pop(key) for key in ("description", "title") if key in listed}
            listed.pop("default", None)
            body["properties"][name] = {"anyOf": [single, dict(listed)], **described}


def _relaxed(body: dict[str, Any]) -> dict[str, Any]:
    """Copy a schema so that nothing is required, null deletes, and references stay relaxed."""
    relaxed = deepcopy(body)
    if "$ref" in relaxed:
        relaxed["$ref"] += "Change"
    relaxed.pop("required", None)
    relaxed.pop("minProperties", None)
    for key in ("properties", "patternProperties"):
        for name, inner in relaxed.get(key, {}).items():
            relaxed[key][name] = {"anyOf": [_relaxed(inner), {"type": "null"}]}
    if isinstance(relaxed.get("additionalProperties"), dict):
        inner = _relaxed(relaxed["additionalProperties"])
        relaxed["additionalProperties"] = {"anyOf": [inner, {"type": "null"}]}
    for key in ("anyOf", "oneOf"):
        if key in relaxed:
            # Without required fields several branches may fit.
            relaxed["anyOf"] = [_relaxed(branch) for branch in relaxed.pop(key)]
    relaxed.pop("discriminator", None)
    if isinstance(relaxed.get("items"), dict):
        relaxed["items"] = _relaxed(relaxed["items"])
    return relaxed


def _with_short_forms(definitions: dict[str, Any], suffix: str) -> dict[str, Any]:
    """Let the objects that have a short form be written in it."""
    widened = {}
    for name, body in definitions.items():
        short = _SHORT.get(name.removesuffix(suffix) if suffix else name)
        widened[name] = body if short is None else {"anyOf": [short, body]}
    return widened
