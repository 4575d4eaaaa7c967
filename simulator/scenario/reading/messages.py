"""pydantic's findings, said in the words of the person who wrote the file.

One mistake gives one line: the branches of a union that were not meant are left out.
"""

from collections.abc import Callable
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from simulator.errors import MOST_PROBLEMS, did_you_mean
from simulator.scenario.base import KeyPath
from simulator.scenario.issues import CategoricalIssue, ContinuousIssue, OrdinalIssue
from simulator.scenario.scenario import Scenario
from simulator.scenario.value_functions import ValueFunction

_ISSUES = (ContinuousIssue, OrdinalIssue, CategoricalIssue)
_VALUE_FUNCTIONS: tuple[type[BaseModel], ...] = get_args(get_args(ValueFunction)[0])

NO_SUCH_FIELD = "no such field."


def error_messages(error: ValidationError, data: dict[str, Any]) -> list[tuple[KeyPath, str]]:
    """Turn a validation error into one message for each mistake, by the path to it.

    One more than are listed are enough.
    """
    by_path: dict[KeyPath, list[str]] = {}
    for finding in error.errors(include_url=False):
        if len(by_path) > MOST_PROBLEMS:
            break
        path, tags = _walk(finding["loc"], data)
        if finding["type"] == "union_tag_invalid":
            path = (*path, "kind")
        if _meant(tags, path, data):
            message = _message(finding)
            messages = by_path.setdefault(path, [])
            if message not in messages:
                messages.append(message)
    return [(path, _single(messages)) for path, messages in by_path.items()]


def _walk(loc: tuple[int | str, ...], data: Any) -> tuple[KeyPath, list[tuple[KeyPath, str]]]:
    """Follow a location through the data; steps that are not in it are names of union branches."""
    path: list[str] = []
    tags: list[tuple[KeyPath, str]] = []
    at = data
    for place, step in enumerate(loc):
        last = place == len(loc) - 1
        if step == "[key]":
            continue
        if isinstance(at, dict) and isinstance(step, str) and step in at:
            at = at[step]
            path.append(step)
        elif isinstance(at, list) and isinstance(step, int) and step < len(at):
            at = at[step]
            path.append(str(step))
        elif last and isinstance(at, dict):
            path.append(str(step))
        else:
            tags.append((tuple(path), str(step)))
    return tuple(path), tags


def _meant(tags: list[tuple[KeyPath, str]], path: KeyPath, data: Any) -> bool:
    """Whether a finding belongs to the branch of a union that the author meant."""
    for at, tag in tags:
        if tag in ("Estimate", "AsGoodAs"):
            value = _value(data, at)
            wanted = isinstance(value, dict) and "as_good_as" in value
            if wanted != (tag == "AsGoodAs"):
                return False
    return True


def _value(data: Any, path: KeyPath) -> Any:
    for key in path:
        data = data[int(key)] if isinstance(data, list) else data[key]
    return data


def _single(messages: list[str]) -> str:
    if len(messages) == 1:
        return messages[0]
    kinds = [m for m in messages if m.startswith((_TEXT, _NUMBER))]
    if len(kinds) == len(messages):
        return "this must be the name of a level, or a number" + messages[0].partition(";")[2].join(
            (";", "")
        )
    return messages[0]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 60 else f'{text[:57]}…"'


def _message(finding: Any) -> str:
    kind, suffix = finding["type"], f"; found {_shown(finding['input'])}"
    context = {
        name: value.replace("'", "") if isinstance(value, str) else value
        for name, value in finding.get("ctx", {}).items()
    }
    if kind in _ADVICE:
        return _ADVICE[kind](finding, context)
    if kind in _SENTENCES:
        return _SENTENCES[kind].format(found=suffix, **context)
    return f"{str(finding['msg'])[:120]}{suffix}"


_TEXT, _NUMBER = "this must be text", "this must be a number"
_WHOLE = "this must be a whole number{found}"
_BOOLEAN = "this must be true or false{found}"
_MAPPING = "this must be a mapping of fields{found}"
_LIST = "this must be a list{found}"
_DATE = "this must be a date such as 2025-04-30{found}"
_SENTENCES = {
    "missing": "this field is missing",
    "string_type": f"{_TEXT}{{found}} (quote it to make it text)",
    "float_type": f"{_NUMBER}{{found}}",
    "float_parsing": f"{_NUMBER}{{found}}",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "finite_number": "this must be a finite number{found}",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "too_short": "this needs at least {min_length} entries; found {actual_length}",
    "too_long": "this may have at most {max_length} entries",
    "string_too_short": "this may not be empty",
    "string_too_long": "this may have at most {max_length} characters",
    "greater_than": "this must be more than {gt:g}{found}",
    "greater_than_equal": "this must be at least {ge:g}{found}",
    "less_than": "this must be less than {lt:g}{found}",
    "less_than_equal": "this must be at most {le:g}{found}",
    "literal_error": "this must be one of {expected}{found}",
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
}
"""By pydantic's code, with what its context gives."""


_GONE = {
    "acceptance.precision": "Give `steepness` (s) and `threshold` (τ) instead, per and in shares of what the "
    "player has at stake; see `acceptance` in docs/scenario-format.md"
}
"""What older files say, by the last keys that lead to it, and what to say now."""


def _no_such_field(finding: Any, _context: Any) -> str:
    instead = _GONE.get(".".join(map(str, finding["loc"][-2:])))
    if instead:
        return f"{NO_SUCH_FIELD} {instead}"
    return f"{NO_SUCH_FIELD} {did_you_mean(str(finding['loc'][-1]), _fields(finding['loc']))}"


def _no_kind(finding: Any, _context: Any) -> str:
    models = _VALUE_FUNCTIONS if "values" in finding["loc"] else _ISSUES
    kinds = (str(get_args(model.model_fields["kind"].annotation)[0]) for model in models)
    return f"this needs a `kind`: {', '.join(kinds)}"


def _no_such_kind(finding: Any, context: Any) -> str:
    kind = str(finding["ctx"]["tag"])
    return f'there is no kind "{kind[:40]}". {did_you_mean(kind, context["expected_tags"].split(", "))}'


def _pattern(finding: Any, context: Any) -> str:
    pattern, suffix = context.get("pattern", ""), f"; found {_shown(finding['input'])}"
    if "https" in pattern:
        return f"an address starts with http:// or https://{suffix}"
    if pattern.startswith("^[A-Za-z]"):
        return f"a source's key is letters, digits, _ . and -{suffix}"
    return f"a name is lower-case letters, digits and _, starting with a letter{suffix}"


_ADVICE: dict[str, Callable[[Any, Any], str]] = {
    "extra_forbidden": _no_such_field,
    "union_tag_not_found": _no_kind,
    "union_tag_invalid": _no_such_kind,
    "string_pattern_mismatch": _pattern,
}
"""By pydantic's code, where the sentence says what there is instead."""


def _fields(loc: tuple[int | str, ...]) -> list[str]:
    """Find which fields the model at a location has, by walking the models' own fields."""
    models: list[type[BaseModel]] = [Scenario]
    for step in loc[:-1]:
        models = [inner for model in models for inner in _inner(model, str(step))] or models
    return list(dict.fromkeys(name for model in models for name in model.model_fields))


def _inner(model: type[BaseModel], step: str) -> list[type[BaseModel]]:
    if step in model.model_fields:
        return _models_in(model.model_fields[step].annotation, model.model_fields[step].metadata)
    kind = model.model_fields.get("kind")
    if kind is not None and step in get_args(kind.annotation):
        return [model]
    return [model] if model.__name__ == step else []


def _models_in(annotation: Any, metadata: Any = ()) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]
