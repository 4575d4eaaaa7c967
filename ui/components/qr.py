"""A link as a picture that a phone's camera reads."""

from functools import lru_cache

import segno


@lru_cache(maxsize=64)
def qr(link: str) -> str:
    """Draw a QR code as SVG: black on white with its quiet zone, so that it reads on any background."""
    code = segno.make(link, error="m", micro=False)
    # Its size is the page's affair: the drawing has none of its own but its proportions.
    return str(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))
