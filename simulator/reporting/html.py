"""A report as one HTML file: nothing is fetched, nothing runs."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.reporting.chapters import document
from simulator.reporting.contents import Report
from simulator.reporting.document import Document
from simulator.safe_text import printable

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = Path(__file__).with_name("template.html.j2")


def html(report: Report) -> str:
    """Write a report as a page that stands on its own."""
    return page(document(report))


def page(content: Document) -> str:
    """Write a document as a page that stands on its own."""
    return _template().render(document=content)


@cache
def _template() -> "Template":
    # Imported here: what makes no report need not wait for it.
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(TEMPLATE.read_text("utf-8"))


def _shown(value: Any) -> Any:
    """Take out of plain text what no document may hold; our own markup is marked as such."""
    return printable(value) if type(value) is str else value
