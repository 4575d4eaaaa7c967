"""The whole state of the desk in a link, and back.

What a link holds: the scenario's name (or, where it is the visitor's own, its text), the changed
numbers, and the deal. It is compressed, so that it fits an address line, and it is read with the
same suspicion as an uploaded file.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.scenario.reading.yaml_reader import NOT_TEXT

LONGEST_LINK = 24_000
"""Characters of a link's state; addresses beyond are cut by some programs."""
LARGEST = 600_000
"""Bytes a link may unpack to."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class Shared:
    """What a link restores.

    Attributes
    ----------
    scenario
        The name of a file in `scenarios/`, or of the visitor's own.
    text
        The visitor's own scenario as YAML; None for one of ours.
    edits
        The numbers that were changed, by the path of keys that leads to each.
    deal
        The terms on the table.
    pins
        Deals put aside for comparison, by name.
    known
        The last day whose real answers are known, in ISO form; empty: none are.
    """

    scenario: str
    text: str | None = None
    edits: dict[Path, float] = field(default_factory=dict)
    deal: dict[str, float | str] = field(default_factory=dict)
    pins: dict[str, dict[str, float | str]] = field(default_factory=dict)
    known: str = ""


class BadLink(ValueError):
    """A link that cannot be read."""


def pack(shared: Shared) -> str:
    """Write a state as characters that an address may hold."""
    content: dict[str, Any] = {"v": 1, "s": shared.scenario, "d": shared.deal}
    if shared.text is not None:
        content["t"] = shared.text
    if shared.edits:
        content["e"] = [[*path, value] for path, value in shared.edits.items()]
    if shared.pins:
        content["p"] = shared.pins
    if shared.known:
        content["k"] = shared.known
    return squeezed(content)


def squeezed(content: Any) -> str:
    """Write plain data as characters that an address may hold."""
    raw = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def unpack(packed: str) -> Shared:
    """Read a state back.

    Raises
    ------
    BadLink
        If it was cut, altered, or is larger than a link may be.
    """
    return _shared(unsqueezed(packed))


def unsqueezed(packed: str) -> Any:
    """Read plain data back.

    Raises
    ------
    BadLink
        If it was cut, altered, or is larger than a link may be.
    """
    if len(packed) > LONGEST_LINK:
        raise BadLink("The link is longer than any that this app makes.")
    try:
        small = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(small, LARGEST)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise BadLink("The link is incomplete or too large.")
        content = json.loads(raw)
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        if isinstance(error, BadLink):
            raise
        raise BadLink("The link is damaged: part of it may have been cut off.") from error
    if any(NOT_TEXT.search(text) for text in _texts(content)):
        raise BadLink("The link holds control characters, which no link of this app does.")
    return content


def _texts(content: Any) -> Iterator[str]:
    """Yield every text in plain data, keys too."""
    left = [content]
    while left:
        part = left.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            left += [*part, *part.values()]
        elif isinstance(part, list):
            left += part


def _shared(content: Any) -> Shared:
    if not isinstance(content, dict) or content.get("v") != 1:
        raise BadLink("The link was made by another version of this app.")
    scenario, text = content.get("s"), content.get("t")
    edits, pins = content.get("e", []), content.get("p", {})
    known = content.get("k", "")
    if not isinstance(scenario, str) or not isinstance(text, str | None):
        raise BadLink("The link names no scenario.")
    if not isinstance(edits, list) or not all(map(_is_edit, edits)):
        raise BadLink("The link's changed numbers cannot be read.")
    if not isinstance(pins, dict) or not all(map(_is_deal, [content.get("d"), *pins.values()])):
        raise BadLink("The link's deal cannot be read.")
    if not isinstance(known, str):
        raise BadLink("The link's day of the answers known cannot be read.")
    return Shared(
        scenario=scenario,
        text=text,
        edits={tuple(edit[:-1]): float(edit[-1]) for edit in edits},
        deal=content["d"],
        pins=pins,
        known=known,
    )


def _is_edit(edit: Any) -> bool:
    return (
        isinstance(edit, list)
        and len(edit) > 1
        and all(isinstance(key, str) for key in edit[:-1])
        and _is_number(edit[-1])
    )


def _is_deal(deal: Any) -> bool:
    return isinstance(deal, dict) and all(
        isinstance(option, str) or _is_number(option) for option in deal.values()
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
