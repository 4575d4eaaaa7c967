"""Pages of a class as programs: what a browser says over the websockets, without the browser."""

import asyncio
import json
import random
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

PATIENCE = 30.0
"""Seconds for which a page waits for its last offer to be confirmed."""
AWAY = (OSError, WebSocketException, TimeoutError, EOFError)
"""What a page finds while its server is away."""


@dataclass
class PageTally:
    """What was counted, over all pages.

    Attributes
    ----------
    sent
        When the note of each offer was sent, on this process's clock.
    seen, confirmed
        Seconds until it was on the other side's page; until the sender's page said so.
    moved, followed
        Seconds until a page answered a control; from when the console or the board asked to be drawn
        anew until it was.
    errors
        What pages showed as an error, and connections lost while no server was killed.
    """

    sent: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    confirmed: dict[str, float] = field(default_factory=dict)
    moved: list[float] = field(default_factory=list)
    followed: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lost: int = 0


class ClassPage(ABC):
    """A page that is told of changes, and asks for the parts that show them.

    Parameters
    ----------
    name
        The page's, as in its address.
    who
        What its address says of the class and of whoever looks on; the same is said to the websocket
        that tells of changes.
    parts
        Keys of its parts that listen.
    """

    def __init__(
        self,
        port: int,
        name: str,
        who: Mapping[str, str],
        parts: Sequence[str],
        tally: PageTally,
        rng: random.Random,
    ) -> None:
        self._port, self._name, self._who, self._parts = port, name, who, parts
        self._tally, self._rng = tally, rng
        self._ids: dict[str, tuple[str, str]] = {}
        self._socket: ClientConnection | None = None
        # A browser says with each request how all controls stand: of two that the server takes
        # together it keeps the second's.
        self._stand: dict[str, str | list[str]] = {}
        self._done = asyncio.Event()
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
            first.rerun_script.query_string = urlencode(self._who)
            first.rerun_script.page_name = self._name
            await socket.send(first.SerializeToString())
            async for raw in socket:
                assert isinstance(raw, bytes)
                self._take(raw)
        raise EOFError

    async def _listen(self) -> None:
        async with connect(f"ws://127.0.0.1:{self._port}/live") as socket:
            await socket.send(json.dumps(self._who))
            async for version in socket:
                await self._changed(str(version))
        raise EOFError

    @abstractmethod
    async def _changed(self, version: str) -> None:
        """Ask for what shows a change."""

    def _take(self, raw: bytes) -> None:
        """Note what a message brings."""
        forward = ForwardMsg()
        forward.ParseFromString(raw)
        kind = forward.WhichOneof("type")
        if kind == "script_finished":
            self._done.set()
            if all(part in self._ids for part in self._parts):
                self.ready.set()
        elif kind == "delta":
            self._shown(forward.delta.new_element, forward.delta.fragment_id)

    def _shown(self, element: Element, fragment: str) -> None:
        """Note the parts that listen, and what goes wrong."""
        what = element.WhichOneof("type")
        if what == "bidi_component":
            for part in self._parts:
                if part in element.bidi_component.id:
                    self._ids[part] = (element.bidi_component.id, fragment)
        elif what == "alert" and element.alert.format == element.alert.ERROR:
            self._tally.errors.append(element.alert.body[:200])
        elif what == "exception":
            self._tally.errors.append(element.exception.message[:200])

    async def _rerun(self, fragment: str, **states: bool | str | list[str]) -> None:
        """Ask for a fragment to be run again, as the browser does."""
        if self._socket is None:
            return
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.query_string = urlencode(self._who)
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


class Student(ClassPage):
    """One student's page."""

    def __init__(self, port: int, code: str, me: str, tally: PageTally, rng: random.Random) -> None:
        who = {"class": code, "me": me}
        super().__init__(port, "join", who, ("seat_live", "seat_news"), tally, rng)
        self._me = me
        self._sliders: dict[str, tuple[str, list[str]]] = {}
        self._of_class = ""
        self._waiting: tuple[str, float] | None = None

    async def _changed(self, version: str) -> None:
        # The clock is drawn again only when something changes for the whole class.
        of_class = version.split(".")[0]
        for part in self._parts if of_class != self._of_class else ("seat_news",):
            if part in self._ids:
                await self._rerun(self._ids[part][1])
        self._of_class = of_class

    def _shown(self, element: Element, fragment: str) -> None:
        """Note the controls too, the notes of others, and whether an offer is confirmed."""
        super()._shown(element, fragment)
        what = element.WhichOneof("type")
        if what == "markdown":
            self._heard(element.markdown.body)
        elif what == "alert" and "on the table" in element.alert.body and self._waiting:
            note, at = self._waiting
            self._tally.confirmed[note] = time.perf_counter() - at
            self._waiting = None
        elif what == "button" and element.button.id.endswith("seat_send"):
            self._ids["send"] = (element.button.id, fragment)
        elif what == "text_input" and element.text_input.id.endswith("seat_note"):
            self._ids["note"] = (element.text_input.id, fragment)
        elif what == "slider" and "seat:" in element.slider.id:
            self._sliders[element.slider.id] = (fragment, list(element.slider.options))

    def _heard(self, text: str) -> None:
        for note in re.findall(r"“(note \d+ \w+)”", text):
            at = self._tally.sent.get(note)
            if at is not None and not note.endswith(self._me) and note not in self._tally.seen:
                self._tally.seen[note] = time.perf_counter() - at

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


class Onlooker(ClassPage):
    """The teacher's console or the projector's board: drawn anew after each change, one after another."""

    def __init__(
        self, port: int, name: str, who: Mapping[str, str], tally: PageTally, rng: random.Random
    ) -> None:
        super().__init__(port, name, who, (f"{name}_live",), tally, rng)
        self._newest = ""
        self._drawing: asyncio.Task[None] | None = None

    async def _changed(self, version: str) -> None:
        self._newest = version
        if self._drawing is None or self._drawing.done():
            self._drawing = asyncio.create_task(self._draw())

    async def _draw(self) -> None:
        """Draw until nothing is newer; whoever is told while it draws waits, as in `streamlit_bridge.js`."""
        drawn = ""
        while drawn != self._newest and self._ids:
            drawn, begun = self._newest, time.perf_counter()
            self._done.clear()
            with suppress(*AWAY):
                await self._rerun(self._ids[self._parts[0]][1])
                await asyncio.wait_for(self._done.wait(), 30)
                self._tally.followed.append(time.perf_counter() - begun)
            await asyncio.sleep(0.01)
