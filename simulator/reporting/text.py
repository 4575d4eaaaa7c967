"""A report as plain text: what a reader of it reads, in the order in which it stands."""

from collections.abc import Iterator, Sequence

from simulator.reporting.document import Block, Document, Words
from simulator.safe_text import printable


def lines(content: Document, annexes: bool = False) -> Iterator[str]:
    """Write a document line by line: one for each paragraph, item, row of a table or picture.

    Parameters
    ----------
    annexes
        Whether what is only there to be looked up is written too.
    """
    yield from (printable(line) for line in _lines(content, annexes) if line.strip())


def _lines(content: Document, annexes: bool) -> Iterator[str]:
    yield from (content.title, content.question, *content.about)
    for section in content.sections:
        if annexes or not section.annex:
            yield f"## {section.title}"
            for block in section.blocks:
                yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block.kind:
        case "paragraph":
            yield _joined(block.words)
        case "heading":
            yield f"### {block.text}"
        case "figures":
            yield from (f"{one.label}: {one.value} {one.detail}" for one in block.figures)
        case "pictures":
            yield from (f"[{one.title}] {one.caption}" for one in block.pictures)
        case "table":
            yield " | ".join(block.head)
            for row in block.rows:
                yield " | ".join(f"{_joined(cell.words)} {cell.small}".strip() for cell in row)
        case "cards":
            for card in block.cards:
                yield from (f"{card.name}. {card.note}", *card.lines, card.result, card.foot)
        case "items":
            yield from (f"- {item}" for item in block.items)
        case "references":
            yield from (f"{one.key}: {one.title} {one.detail}" for one in block.references)


def _joined(words: Sequence[Words]) -> str:
    return "".join(part.text for part in words)
