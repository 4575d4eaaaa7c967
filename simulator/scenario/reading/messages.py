"""pydantic's findings, said in the words of the person who wrote the file.

One mistake gives one line: the branches of a union that were not meant are left out.
"""

from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from simulator.errors import did_you_mean
from simulator.scenario.base import KeyPath
from simulator.scenario.issues import CategoricalIssue, ContinuousIssue, OrdinalIssue
from simulator.scenario.value_functions import ValueFunction

_ISSUES = (ContinuousIssue, OrdinalIssue, CategoricalIssue)
_VALUE_FUNCTIONS: tuple[type[BaseModel], ...] = get_args(get_args(ValueFunction)[0])

NO_SUCH_FIELD = "no such field."


def complaints(error: ValidationError, data: dict[str, Any]) -> list[tuple[KeyPath, str]]:
    """Turn a validation error into one message for each mistake, by the path to it."""
    found: dict[KeyPath, list[str]] = {}
    for each in error.errors(include_url=False):
        path, tags = _walk(each["loc"], data)
        if each["type"] == "union_tag_invalid":
            path = (*path, "kind")
        if _meant(tags, path, data):
            message = _said(each, error.title)
            messages = found.setdefault(path, [])
            if message not in messages:
                messages.append(message)
    return [(path, _one(messages)) for path, messages in found.items()]


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


def _one(messages: list[str]) -> str:
    if len(messages) == 1:
        return messages[0]
    kinds = [m for m in messages if m.startswith(("this must be text", "this must be a number"))]
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


def _said(each: Any, title: str) -> str:
    kind, given, context = each["type"], each["input"], each.get("ctx", {})
    found = f"; found {_shown(given)}"
    match kind:
        case "extra_forbidden":
            return (
                f"{NO_SUCH_FIELD} {did_you_mean(str(each['loc'][-1]), _fields(each['loc'], title))}"
            )
        case "missing":
            return "this field is missing"
        case "string_type":
            return f"this must be text{found} (quote it to make it text)"
        case "float_type" | "float_parsing":
            return f"this must be a number{found}"
        case "int_type" | "int_parsing" | "int_from_float":
            return f"this must be a whole number{found}"
        case "bool_type" | "bool_parsing":
            return f"this must be true or false{found}"
        case "finite_number":
            return f"this must be a finite number{found}"
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"this must be a mapping of fields{found}"
        case "tuple_type" | "list_type":
            return f"this must be a list{found}"
        case "too_short":
            return (
                f"this needs at least {context.get('min_length')} entries; "
                f"found {context.get('actual_length')}"
            )
        case "too_long":
            return f"this may have at most {context.get('max_length')} entries"
        case "string_too_short":
            return "this may not be empty"
        case "string_too_long":
            return f"this may have at most {context.get('max_length')} characters"
        case "greater_than":
            return f"this must be more than {context['gt']:g}{found}"
        case "greater_than_equal":
            return f"this must be at least {context['ge']:g}{found}"
        case "less_than":
            return f"this must be less than {context['lt']:g}{found}"
        case "less_than_equal":
            return f"this must be at most {context['le']:g}{found}"
        case "literal_error":
            return f"this must be one of {context['expected'].replace(chr(39), '')}{found}"
        case "union_tag_not_found":
            return f"this needs a `kind`: {context_tags(each)}"
        case "union_tag_invalid":
            tags = context["expected_tags"].replace("'", "")
            near = did_you_mean(str(context["tag"]), tags.split(", "))
            return f'there is no kind "{str(context["tag"])[:40]}". {near}'
        case "string_pattern_mismatch":
            return _pattern(context.get("pattern", ""), given)
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return f"this must be a date such as 2025-04-30{found}"
    return f"{str(each['msg'])[:120]}{found}"


def context_tags(each: Any) -> str:
    """Name the kinds there are, for a mapping that names none."""
    models = _VALUE_FUNCTIONS if "values" in each["loc"] else _ISSUES
    return ", ".join(str(get_args(m.model_fields["kind"].annotation)[0]) for m in models)


def _pattern(pattern: str, given: Any) -> str:
    if "https" in pattern:
        return f"an address starts with http:// or https://; found {_shown(given)}"
    if pattern.startswith("^[A-Za-z]"):
        return f"a source's key is letters, digits, _ . and -; found {_shown(given)}"
    return (
        f"a name is lower-case letters, digits and _, starting with a letter; found {_shown(given)}"
    )


def _fields(loc: tuple[int | str, ...], title: str) -> list[str]:
    """Find which fields the model at a location has, by walking the models' own fields."""
    from simulator.scenario.scenario import Scenario

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
    return [model for each in get_args(annotation) for model in _models_in(each)]
