"""What goes over the wire to a browser, and what of one side's secrets is in it."""

import base64
import re
import struct

import numpy as np
from playwright.sync_api import Page, WebSocket

from simulator.preferences.negotiation_model import Model
from tests.support import ROOT

HIDDEN = ROOT / "tests" / "data" / "hidden.yaml"
WORD = b"HIDDENWORD"
"""In every text of the other side."""


class Wire:
    """All that a page receives: frames of its websocket, and what it fetches beside scripts."""

    def __init__(self, page: Page) -> None:
        self.received: list[bytes] = []
        page.on("websocket", self._socket)
        page.on("response", self._response)

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._frame)

    def _frame(self, payload: bytes | str) -> None:
        self.received.append(payload if isinstance(payload, bytes) else payload.encode())

    def _response(self, response: object) -> None:
        kind = response.request.resource_type  # type: ignore[attr-defined]
        if kind in ("fetch", "xhr", "document") and response.ok:  # type: ignore[attr-defined]
            self.received.append(response.body())  # type: ignore[attr-defined]

    def content(self) -> bytes:
        """Everything, and whatever in it is packed as base 64, unpacked."""
        return unpacked(b"\n".join(self.received))


def unpacked(received: bytes) -> bytes:
    """What was received, and after it whatever in it is base 64 between quotes, unpacked.

    Charts are JSON within JSON, where quotes have strokes before them and strokes are written as codes.
    """
    plain = re.sub(rb"\\+u002[fF]", b"/", received)
    packed = re.findall(
        rb'"((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\\*"', plain
    )
    return received + b"\n".join(base64.b64decode(encoded) for encoded in packed)


def hidden_numbers(model: Model) -> list[float]:
    """The other side's own numbers, as the file has them and as they are scaled."""
    numbers = [float(digits) for digits in re.findall(r"0\.\d{5,6}", HIDDEN.read_text("utf-8"))]
    for id in ("seller", "partner"):
        player = model.central.players[id]
        arrays = [player.weight, *player.worth, *player.weighted, player.reservation]
        arrays += [player.future_worth, *(array for array in player.no_veto if array is not None)]
        numbers += np.concatenate([array.reshape(-1) for array in arrays]).tolist()
    # What has few digits may stand anywhere for something else.
    return sorted({number for number in numbers if abs(round(number, 2) - number) > 1e-3})


def traces(number: float) -> re.Pattern[bytes]:
    """How a number might be written: as digits, in percent, as single or double precision."""
    written = [f"{number:.3f}", f"{100 * number:.2f}"]
    # The first of all its digits.
    written += [f"{figure:.7f}"[:-3] for figure in (number, 100 * number)]
    rounded = [number, round(number, 4), round(number, 3), 100 * number, round(100 * number, 1)]
    packed = [struct.pack(kind, figure) for figure in rounded for kind in ("<f", ">f", "<d", ">d")]
    # A clock's 1163.7214 seconds do not tell 3.72 %: digits count from where a number begins.
    begun = [rb"(?<![0-9.])" + re.escape(digits.encode()) for digits in written]
    return re.compile(b"|".join(begun + [re.escape(raw) for raw in packed]))


def numbers_in(content: bytes, numbers: list[float]) -> set[float]:
    return {number for number in numbers if traces(number).search(content)}
