"""From YAML to a `Scenario`: the one module that reads scenario files.

Whatever the input, only `ScenarioError` comes out, with every problem found, each at its line.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

import yaml
from pydantic import ValidationError

from simulator.errors import MOST_PROBLEMS, Problem, ScenarioError, did_you_mean
from simulator.scenario.base import KeyPath
from simulator.scenario.reading.messages import NO_SUCH_FIELD, error_messages
from simulator.scenario.reading.yaml_reader import Position, read_yaml
from simulator.scenario.same_names import named_apart
from simulator.scenario.scenario import Scenario
from simulator.scenario.validation.references import check

LONGEST_CHAIN = 5
SCHEMA_LINE = "# yaml-language-server: $schema=scenario.schema.json\n"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


@dataclass(frozen=True)
class ScenarioDocument:
    """A scenario as text data, before it is checked.

    Attributes
    ----------
    name
        Of the file, for messages.
    data
        With what it extends merged in.
    positions
        Where each key stands, by its path.
    own
        What stands in the file itself.
    """

    name: str
    data: dict[str, Any]
    positions: Mapping[KeyPath, Position] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def scenario(self) -> Scenario:
        """Check it all and return the scenario.

        Raises
        ------
        ScenarioError
            With every problem found.
        """
        return _checked(self)


def scenario_files(folder: FilePath) -> tuple[FilePath, ...]:
    """List the scenario files of a folder, in the order of their names."""
    return tuple(sorted(folder.glob("*.yaml")))


def load_scenario(path: FilePath | str) -> Scenario:
    """Read and check a scenario file.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    return load_document(path).scenario


def load_document(path: FilePath | str) -> ScenarioDocument:
    """Read a scenario file and what it extends, which must lie in the same folder."""
    path = FilePath(path)
    return read_document(_bytes(path), path.name, path.parent)


def extended(document: ScenarioDocument, folder: FilePath) -> ScenarioDocument:
    """Return the scenario that a variant changes in the end; itself where it extends none.

    Parameters
    ----------
    folder
        Where the scenarios lie that it may extend.
    """
    while "extends" in document.own:
        document = load_document(folder / f"{document.own['extends']}.yaml")
    return document


def _bytes(path: FilePath) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise ScenarioError(path.name, [Problem(0, 0, (), f"{path}: {reason}")]) from None


def read_document(text: str | bytes, name: str, folder: FilePath | None = None) -> ScenarioDocument:
    """Read a scenario from text.

    Parameters
    ----------
    name
        What to call it in messages.
    folder
        Where the scenarios lie that it may extend; None: it may extend none.
    """
    tree = read_yaml(text, name)
    if not isinstance(tree.data, dict):
        problem = Problem(1, 1, (), "a scenario is a mapping of fields such as `title:`")
        raise ScenarioError(name, [problem])
    document = ScenarioDocument(name, tree.data, tree.positions, deepcopy(tree.data))
    return _extended(document, folder, (FilePath(name).stem,))


# --- extending ----------------------------------------------------------------------------------


def _extended(
    document: ScenarioDocument, folder: FilePath | None, chain: tuple[str, ...]
) -> ScenarioDocument:
    if "extends" not in document.data:
        return document
    base_name = document.data["extends"]
    base = _base(document, base_name, folder, chain)
    overlay = _Overlay(document)
    change = {key: value for key, value in document.data.items() if key != "extends"}
    data = overlay.over(base.data, change)
    if overlay.problems:
        raise ScenarioError(document.name, overlay.problems)
    return replace(document, data=data, positions=overlay.positions(base.positions))


def _base(
    document: ScenarioDocument, name: Any, folder: FilePath | None, chain: tuple[str, ...]
) -> ScenarioDocument:
    def refuse(message: str) -> ScenarioError:
        at = document.positions.get(("extends",), Position(document.name, 0, 0))
        return ScenarioError(document.name, [Problem(at.line, at.column, ("extends",), message)])

    known = [file.stem for file in scenario_files(folder)] if folder is not None else []
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise refuse("name a scenario of the same folder, without path or ending")
    if name in chain:
        raise refuse(f"these extend each other in a circle: {' → '.join((*chain, name))}")
    if len(chain) >= LONGEST_CHAIN:
        raise refuse(f"more than {LONGEST_CHAIN} scenarios extend each other")
    if folder is None:
        raise refuse("a file that stands alone, as an uploaded one does, cannot extend another")
    if name not in known:
        raise refuse(f'there is no scenario "{name}" to extend. {did_you_mean(name, known)}')
    file = folder / f"{name}.yaml"
    tree = read_yaml(_bytes(file), file.name)
    if not isinstance(tree.data, dict):
        raise refuse(f"{file.name} is not a scenario")
    inner = ScenarioDocument(file.name, tree.data, tree.positions, tree.data)
    return _extended(inner, folder, (*chain, name))


@dataclass
class _Overlay:
    """One scenario laid over another: mappings merge, null deletes, all else replaces.

    Attributes
    ----------
    joined
        Paths of mappings that both have.
    replaced
        Paths below which nothing of the base is left: what was deleted, or is the document's own.
    """

    document: ScenarioDocument
    joined: set[KeyPath] = field(default_factory=set)
    replaced: set[KeyPath] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def over(
        self, base: dict[str, Any], change: dict[str, Any], path: KeyPath = ()
    ) -> dict[str, Any]:
        """Merge some data into the base's."""
        merged = dict(base)
        for key, value in change.items():
            at = (*path, key)
            old = base.get(key)
            if isinstance(value, dict) and isinstance(old, dict) and _same_kind(old, value):
                self.joined.add(at)
                merged[key] = self.over(old, value, at)
                continue
            self.replaced.add(at)
            if value is not None:
                merged[key] = value
            elif key in base:
                del merged[key]
            elif len(self.problems) <= MOST_PROBLEMS:
                self._nothing_to_delete(at, base)
        return merged

    def _nothing_to_delete(self, at: KeyPath, base: dict[str, Any]) -> None:
        place = self.document.positions.get(at, Position(self.document.name, 0, 0))
        message = f"there is nothing here to delete. {did_you_mean(at[-1], list(base))}"
        self.problems.append(Problem(place.line, place.column, at, message))

    def positions(self, base: Mapping[KeyPath, Position]) -> dict[KeyPath, Position]:
        """Return where each key of the merged data stands, each path looked at once."""
        kept = {at: place for at, place in base.items() if not self._is_replaced(at)}
        own = {
            at: place
            for at, place in self.document.positions.items()
            if at in self.joined or self._is_replaced(at)
        }
        return kept | own

    def _is_replaced(self, at: KeyPath) -> bool:
        return any(at[:length] in self.replaced for length in range(1, len(at) + 1))


def _same_kind(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """A value function or issue of another kind replaces the old one whole."""
    return "kind" not in new or new["kind"] == old.get("kind")


# --- checking -----------------------------------------------------------------------------------


def _checked(document: ScenarioDocument) -> Scenario:
    try:
        scenario = Scenario.model_validate(document.data)
    except ValidationError as error:
        raise ScenarioError(document.name, _all_problems(document, error)) from None
    findings = check(scenario)
    if findings:
        raise ScenarioError(document.name, [_at(document, *finding) for finding in findings])
    return named_apart(scenario)


def _all_problems(document: ScenarioDocument, error: ValidationError) -> list[Problem]:
    """List what the fields' types forbid and, on the parts that are fine, what the checks find."""
    messages = error_messages(error, document.data)
    problems = [_at(document, path, message) for path, message in messages]
    if len(problems) > MOST_PROBLEMS:
        return problems
    sound, removed = _sound_part(document.data, messages)
    try:
        partial = Scenario.model_validate(sound)
    except ValidationError:
        return problems
    # What only follows from a part that was left out would mislead.
    for path, message in check(partial):
        if removed.isdisjoint(path) and removed.isdisjoint(_QUOTED.findall(message)):
            problems.append(_at(document, path, message))
    return problems


_QUOTED = re.compile(r'"([^"]*)"')
_ENTRIES = {
    "sources": 2,
    "issues": 2,
    "futures": 2,
    "credibilities": 2,
    "history": 2,
    "presets": 2,
    "rules": 2,
}


def _sound_part(
    data: dict[str, Any], bad: list[tuple[KeyPath, str]]
) -> tuple[dict[str, Any], set[str]]:
    """Leave out the entries with problems; return the rest and the names left out."""
    sound, removed = deepcopy(data), set()
    for path, message in bad:
        length = _ENTRIES.get(path[0], 1) if path else 0
        if path[:1] == ("parties",):
            length = 3 if path[2:] == ("brief",) else 2
            length = 4 if len(path) > 4 and path[2] == "players" else length
        if message.startswith(NO_SUCH_FIELD) and path[:1] != ("rules",):
            length = len(path)
        length = min(length, len(path))
        at: Any = sound
        for key in path[: length - 1]:
            at = at.get(key) if isinstance(at, dict) else None
        if isinstance(at, dict) and length:
            at.pop(path[length - 1], None)
            removed.add(path[length - 1])
    return sound, removed


def _at(document: ScenarioDocument, path: KeyPath, message: str) -> Problem:
    """Place a problem at the nearest key above it that stands in a file."""
    for length in range(len(path), 0, -1):
        place = document.positions.get(path[:length])
        if place is not None:
            return Problem(place.line, place.column, path, message, place.file)
    return Problem(1, 1, path, message, document.name)


# --- changing and writing -----------------------------------------------------------------------


def changed(document: ScenarioDocument, changes: Mapping[KeyPath, Any]) -> ScenarioDocument:
    """Return a copy with values replaced at paths; None takes a value away."""
    data = deepcopy(document.data)
    for path, value in changes.items():
        at: Any = data
        for key in path[:-1]:
            at = at[int(key)] if isinstance(at, list) else at[key]
        key = path[-1]
        if isinstance(at, list):
            at[int(key)] = value
        elif value is None:
            at.pop(key, None)
        else:
            at[key] = value
    return replace(document, data=data)


class _ScenarioDumper(yaml.SafeDumper):
    """Writes what this module reads: YAML 1.2 text needs more quotes than 1.1, never fewer."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def to_yaml(document: ScenarioDocument) -> str:
    """Write a document, with what it extends merged in, so that it reads back the same."""
    text = yaml.dump(
        document.data, Dumper=_ScenarioDumper, sort_keys=False, allow_unicode=True, width=100
    )
    return SCHEMA_LINE + text
