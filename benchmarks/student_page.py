"""A student's page as a program: what a browser says over the websockets, without the browser."""

import asyncio
import json
import random
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

PATIENCE = 30.0
"""Seconds for which a page waits for its last offer to be confirmed."""
AWAY = (OSError, WebSocketException, TimeoutError, EOFError)
"""What a page finds while its server is away."""


@dataclass
class Tally:
    """What was counted, over all pages.

    Attributes
    ----------
    sent
        When the note of each offer was sent, on this process's clock.
    seen, confirmed
        Seconds until it was on the other side's page; until the sender's page said so.
    errors
        What pages showed as an error, and connections lost while no server was killed.
    """

    sent: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    confirmed: dict[str, float] = field(default_factory=dict)
    moved: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lost: int = 0


class Page:
    """One student's page."""

    def __init__(self, port: int, code: str, me: str, tally: Tally, rng: random.Random) -> None:
        self._port, self._code, self._me = port, code, me
        self._tally, self._rng = tally, rng
        self._ids: dict[str, tuple[str, str]] = {}
        self._sliders: dict[str, tuple[str, list[str]]] = {}
        self._socket: ClientConnection | None = None
        self._of_class = ""
        # A browser says with each request how all controls stand: of two that the server takes
        # together it keeps the second's.
        self._stand: dict[str, str | list[str]] = {}
        self._waiting: tuple[str, float] | None = None
        self._done = asyncio.Event()
        self._sending = asyncio.Lock()
        self.ready = asyncio.Event()

    async def live(self, until: float) -> None:
        """Be on the page until then, and come back when the server does."""
        while time.monotonic() < until:
            try:
                async with asyncio.timeout_at(
                    asyncio.get_running_loop().time() + until - time.monotonic()
                ):
                    async with asyncio.TaskGroup() as tasks:
                        tasks.create_task(self._read())
                        tasks.create_task(self._listen())
            except* AWAY:
                self._socket = None
                self.ready.clear()
                self._tally.lost += time.monotonic() < until
            await asyncio.sleep(0.3 + 0.5 * self._rng.random())

    async def _read(self) -> None:
        address = f"ws://127.0.0.1:{self._port}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            self._socket = socket
            first = BackMsg()
            first.rerun_script.query_string = f"class={self._code}&me={self._me}"
            first.rerun_script.page_name = "join"
            await socket.send(first.SerializeToString())
            async for raw in socket:
                assert isinstance(raw, bytes)
                self._take(raw)
        raise EOFError

    async def _listen(self) -> None:
        async with connect(f"ws://127.0.0.1:{self._port}/live") as socket:
            await socket.send(json.dumps({"class": self._code, "me": self._me}))
            async for version in socket:
                # The clock is drawn again only when something changes for the whole class.
                of_class = str(version).split(".")[0]
                for part in ("live", "news") if of_class != self._of_class else ("news",):
                    if part in self._ids:
                        await self._rerun(self._ids[part][1])
                self._of_class = of_class
        raise EOFError

    def _take(self, raw: bytes) -> None:
        """Note the controls that a message brings, and the notes of others that it shows."""
        forward = ForwardMsg()
        forward.ParseFromString(raw)
        kind = forward.WhichOneof("type")
        if kind == "script_finished":
            self._done.set()
            if "send" in self._ids:
                self.ready.set()
            return
        if kind != "delta":
            return
        element, fragment = forward.delta.new_element, forward.delta.fragment_id
        what = element.WhichOneof("type")
        if what == "markdown":
            self._heard(element.markdown.body)
        elif what == "alert" and "on the table" in element.alert.body and self._waiting:
            note, at = self._waiting
            self._tally.confirmed[note] = time.perf_counter() - at
            self._waiting = None
        elif what == "alert" and element.alert.format == element.alert.ERROR:
            self._tally.errors.append(element.alert.body[:200])
        elif what == "exception":
            self._tally.errors.append(element.exception.message[:200])
        elif what == "button" and element.button.id.endswith("seat_send"):
            self._ids["send"] = (element.button.id, fragment)
        elif what == "text_input" and element.text_input.id.endswith("seat_note"):
            self._ids["note"] = (element.text_input.id, fragment)
        elif what == "bidi_component":
            for part in ("live", "news"):
                if f"seat_{part}" in element.bidi_component.id:
                    self._ids[part] = (element.bidi_component.id, fragment)
        elif what == "slider" and "seat:" in element.slider.id:
            self._sliders[element.slider.id] = (fragment, list(element.slider.options))

    def _heard(self, text: str) -> None:
        for note in re.findall(r"“(note \d+ \w+)”", text):
            at = self._tally.sent.get(note)
            if at is not None and not note.endswith(self._me) and note not in self._tally.seen:
                self._tally.seen[note] = time.perf_counter() - at

    async def _rerun(self, fragment: str, **states: bool | str | list[str]) -> None:
        """Ask for a fragment to be run again, as the browser does."""
        if self._socket is None:
            return
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.query_string = f"class={self._code}&me={self._me}"
        self._stand |= {id: value for id, value in states.items() if not isinstance(value, bool)}
        pressed = {id: value for id, value in states.items() if isinstance(value, bool)}
        for id, value in (self._stand | pressed).items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id = id
            if isinstance(value, bool):
                state.trigger_value = value
            elif isinstance(value, str):
                state.string_value = value
            else:
                state.string_array_value.data.extend(value)
        await self._socket.send(message.SerializeToString())

    async def move(self) -> None:
        """Move one control, and wait until the page has answered."""
        if not self._sliders or not self.ready.is_set():
            return
        id, (fragment, options) = self._rng.choice(list(self._sliders.items()))
        self._done.clear()
        begun = time.perf_counter()
        with suppress(*AWAY):
            await self._rerun(fragment, **{id: [self._rng.choice(options)]})
            await asyncio.wait_for(self._done.wait(), 30)
            self._tally.moved.append(time.perf_counter() - begun)

    async def offer(self, number: int) -> None:
        """Send the offer that the controls show, with a note to know it by."""
        # A person waits for the page to say that the last one is on the table.
        late = self._waiting is not None and time.perf_counter() - self._waiting[1] < PATIENCE
        if not self.ready.is_set() or "send" not in self._ids or late:
            return
        note = f"note {number} {self._me}"
        button, fragment = self._ids["send"]
        states: dict[str, bool | str | list[str]] = {self._ids["note"][0]: note, button: True}
        self._waiting = note, time.perf_counter()
        self._tally.sent[note] = self._waiting[1]
        with suppress(*AWAY):
            await self._rerun(fragment, **states)
