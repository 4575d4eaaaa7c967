"""Visitors at full tilt beside a class: Insight, tournaments, thousands of talks, sliders, hostile links."""

import asyncio
import json
import random
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.class_pages import AWAY
from simulator.scenario.deals import start_deal
from simulator.scenario.issues import ContinuousIssue
from simulator.scenario.parameters import parameter_entries
from simulator.scenario.reading.loading import load_scenario
from ui.session.share import Shared, pack, squeezed
from ui.work.opened import SCENARIOS

SCENARIO = "us_ukraine_minerals"
ARGUED = {"assumption": "x"}
ANCHORS = 49_000
SHOWN = 0.3
"""Seconds between two looks at what is being worked out, as the page asks for them."""
PATIENCE = 20.0
"""Seconds after which a visitor goes on to the next question."""


class Visitor:
    """One who asks for the most that a page can do, again and again, each time for something new."""

    page, view = "", ""

    def __init__(self, port: int, rng: random.Random) -> None:
        self._port, self._rng = port, rng
        self._socket: ClientConnection | None = None
        self._choice: tuple[str, str] | None = None
        self._fragment = ""
        self._slider: tuple[str, str, list[str]] | None = None
        self.asked = 0

    def link(self) -> str:
        """Return the address's part that says what is open; another each time."""
        return pack(Shared(SCENARIO, deal=self._deal()))

    def _deal(self) -> dict[str, Any]:
        scenario = load_scenario(SCENARIOS / f"{SCENARIO}.yaml")
        deal = dict(start_deal(scenario))
        for id, issue in scenario.issues.items():
            if isinstance(issue, ContinuousIssue):
                deal[id] = round(self._rng.uniform(issue.min, issue.max), 3)
        return deal

    async def live(self, until: float) -> None:
        """Ask until then."""
        while time.monotonic() < until:
            with suppress(*AWAY):
                address = f"ws://127.0.0.1:{self._port}/_stcore/stream"
                async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
                    self._socket = socket
                    await self._visit(min(until, time.monotonic() + PATIENCE))

    async def _visit(self, until: float) -> None:
        link = self.link()
        self._forget()
        await self._ask(link, until)
        states: dict[str, str] = {}
        if self.view and self._choice:
            states = dict([self._choice])
            await self._ask(link, until, states)
        while self._fragment and time.monotonic() < until:
            await asyncio.sleep(SHOWN)
            await self._ask(link, until, states, self._fragment)

    def _forget(self) -> None:
        self._choice, self._fragment = None, ""

    async def _ask(
        self, link: str, until: float, states: dict[str, str] | None = None, fragment: str = ""
    ) -> None:
        """Have a page or a part of it run, and note what it shows."""
        assert self._socket is not None
        message = BackMsg()
        message.rerun_script.query_string = urlencode({"s": link})
        message.rerun_script.page_name = self.page
        message.rerun_script.fragment_id = fragment
        for id, value in (states or {}).items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id = id
            state.string_array_value.data.append(value)
        await self._socket.send(message.SerializeToString())
        self.asked += 1
        async with asyncio.timeout(max(0.1, until - time.monotonic())):
            while True:
                raw = await self._socket.recv()
                assert isinstance(raw, bytes)
                forward = ForwardMsg()
                forward.ParseFromString(raw)
                kind = forward.WhichOneof("type")
                if kind == "script_finished":
                    return
                if kind == "auto_rerun":
                    self._fragment = forward.auto_rerun.fragment_id
                elif kind == "stop_auto_rerun":
                    self._fragment = ""
                elif kind == "delta":
                    self._shown(forward)

    def _shown(self, forward: ForwardMsg) -> None:
        element = forward.delta.new_element
        what = element.WhichOneof("type")
        if what == "button_group":
            for option in element.button_group.options:
                if option.content == self.view:
                    self._choice = element.button_group.id, option.content
        elif what == "slider" and "term:" in element.slider.id and element.slider.options:
            options = list(element.slider.options)
            self._slider = element.slider.id, forward.delta.fragment_id, options


class Sensitivity(Visitor):
    page, view = "insight", "Sensitivity"


class NextMoves(Visitor):
    page = "insight"


class Talks(Visitor):
    """One who changes a number of the scenario each time, since talks ask for no deal."""

    page, view = "talks", "Simulate many"

    def link(self) -> str:
        scenario = load_scenario(SCENARIOS / f"{SCENARIO}.yaml")
        entry = next(
            entry
            for entry in parameter_entries(scenario)
            if entry.low is not None and "no_deal" in entry.path
        )
        value = round(self._rng.uniform(entry.low or 0.0, entry.high or 1.0), 6)
        edits = {entry.value_path: value}
        return pack(Shared(SCENARIO, edits=edits, deal=self._deal()))


class Tournament(Talks):
    view = "Tournament"


class Sliders(Visitor):
    """One who moves a slider of the desk without a pause."""

    async def _visit(self, until: float) -> None:
        link = self.link()
        await self._ask(link, until)
        while self._slider and time.monotonic() < until:
            id, fragment, options = self._slider
            await self._ask(link, until, {id: self._rng.choice(options)}, fragment)


class Anchors(Visitor):
    """One whose links hold a text with as many anchors as go into it."""

    def link(self) -> str:
        text = f"# {self._rng.random()}\nx:\n" + "- &a 1\n" * ANCHORS
        return squeezed({"v": 1, "s": "own", "d": {}, "t": text})


class Large(Visitor):
    """One whose links hold a valid scenario of many terms and parties."""

    terms, parties = 24, 8

    def link(self) -> str:
        issue = {
            "kind": "categorical",
            "label": "Issue",
            "description": "x",
            "levels": {"no": "No", "yes": "Yes"},
            **ARGUED,
        }
        terms = [f"t{number}" for number in range(self.terms)]
        parties = [f"p{number}" for number in range(self.parties)]
        content = {
            "title": f"Large {self._rng.random()}",
            "summary": "x",
            "issues": {id: {**issue, "label": id} for id in terms},
            "futures": {
                "stay": {"label": "x", "description": "x", "probability": {"value": 1.0, **ARGUED}}
            },
            "parties": {
                id: {"label": id, "lead": id, "players": {id: self._player(id, terms)}}
                for id in parties
            },
        }
        text = json.dumps(content)
        return squeezed({"v": 1, "s": "own", "d": dict.fromkeys(terms, "no"), "t": text})

    def _player(self, id: str, terms: list[str]) -> dict[str, Any]:
        shares = [self._rng.random() for _ in terms]
        return {
            "label": id,
            "description": "x",
            "weights": {
                term: {"value": round(share / sum(shares), 6), **ARGUED}
                for term, share in zip(terms, shares, strict=True)
            },
            "values": {
                term: {
                    "kind": "levels",
                    "table": dict(zip(("no", "yes"), self._rng.sample((0.0, 1.0), 2), strict=True)),
                    **ARGUED,
                }
                for term in terms
            },
            "no_deal": {"stay": {"value": 0.4, **ARGUED}},
        }


MIX = (Sensitivity, NextMoves, Tournament, Talks, Sliders, Sliders, Anchors, Large)
