"""A report as a PDF: the same words and pictures, set by Typst with its own fonts.

All text goes in as data and is shown as strings: none of it is ever read as markup.
"""

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from simulator.reporting.chapters import document
from simulator.reporting.contents import Report
from simulator.reporting.document import Document
from simulator.safe_text import printable

TEMPLATE = Path(__file__).with_name("template.typ")
_LONG = re.compile(r"\S{24,}")
_ENDS = re.compile(r".{12}")
_UNSET = ("to", "url", "key", "svg", "kind", "look")


def pdf(report: Report) -> bytes:
    """Set a report on sheets of A4; the same report gives the same bytes."""
    return sheets(document(report), report.made)


def sheets(content: Document, made: date) -> bytes:
    """Set a document on sheets of A4, with the day on which it was made."""
    # Imported here: what makes no report need not wait for it.
    import typst

    file: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(plain_data(content), ensure_ascii=False)},
        timestamp=datetime.combine(made, time(), UTC),
    )
    return file


def data(report: Report) -> dict[str, Any]:
    """Return what the template is given: the report's document as plain data."""
    return plain_data(document(report))


def plain_data(content: Document) -> dict[str, Any]:
    """Return a document as the plain data that the template is given."""
    plain: dict[str, Any] = _shown(asdict(content))
    return plain


def _shown(value: Any, key: str = "") -> Any:
    """Make text safe to set; addresses, keys and pictures are not set and stay as they are."""
    if isinstance(value, dict):
        return {name: _shown(part, name) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(part, key) for part in value]
    return _breakable(printable(value)) if isinstance(value, str) and key not in _UNSET else value


def _breakable(text: str) -> str:
    """Let words too long for a column break: Typst breaks none that holds no hyphen."""
    return _LONG.sub(lambda word: _ENDS.sub("\\g<0>\u200b", word[0]), text)
