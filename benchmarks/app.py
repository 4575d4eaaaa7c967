"""The app over the real websocket: slider sent → script finished, and memory over many moves."""

import random
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from benchmarks.serving import free_port, start, up
from benchmarks.timing import ms, show

SLIDER = "term:security"
TOGETHER = 3
"""Moves of a page one after another, before the next page has its turn."""
MANY = 1000


@contextmanager
def _served(script: str, *options: str) -> Iterator[tuple[int, psutil.Popen]]:
    port = free_port()
    server = start(script, port, {}, *options)
    try:
        up(port)
        yield port, server
    finally:
        server.terminate()
        server.wait(20)


class _Visitor:
    """One visitor who moves one slider."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._slider = self._fragment = ""
        self._options: list[str] = []
        first = BackMsg()
        first.rerun_script.query_string = ""
        self._sent(first)

    def _sent(self, message: BackMsg) -> tuple[float, int]:
        """Send; return the seconds until the script has finished, and the bytes received."""
        start, received = time.perf_counter(), 0
        self._socket.send(message.SerializeToString())
        while True:
            raw = self._socket.recv(timeout=60)
            assert isinstance(raw, bytes)
            received += len(raw)
            forward = ForwardMsg()
            forward.ParseFromString(raw)
            kind = forward.WhichOneof("type")
            if kind == "delta":
                element = forward.delta.new_element
                if element.WhichOneof("type") == "slider" and element.slider.id.endswith(SLIDER):
                    self._slider = element.slider.id
                    self._options = list(element.slider.options)
                    self._fragment = forward.delta.fragment_id
            elif kind == "script_finished":
                return time.perf_counter() - start, received

    def move(self, to: int) -> tuple[float, int]:
        message = BackMsg()
        message.rerun_script.fragment_id = self._fragment
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._slider
        state.string_array_value.data.append(self._options[to])
        return self._sent(message)


def _visit(port: int) -> ClientConnection:
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    return connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]


PAGES = {
    "the desk": ("app.py", ()),
    "the desk, a full collection after each run (Streamlit's stock setting)": (
        "app.py",
        ("--runner.postScriptGC", "true"),
    ),
    "floor: all results and charts made beforehand": ("benchmarks/floor.py", ()),
}


def moves() -> None:
    """Time a slider on the desk, on the floor page, and with Streamlit's own collection on."""
    _moves(1, 30)
    _moves(10, 8)


def _moves(visitors: int, rounds: int) -> None:
    """Let all pages take turns, round by round: the machine's hour is then the same for each."""
    wall: dict[str, list[float]] = {name: [] for name in PAGES}
    processor: dict[str, list[float]] = {name: [] for name in PAGES}
    sent: dict[str, int] = {}
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(visitors))
        servers, at = {}, {}
        for name, (script, options) in PAGES.items():
            port, servers[name] = stack.enter_context(_served(script, *options))
            at[name] = [_Visitor(stack.enter_context(_visit(port))) for _ in range(visitors)]
            for n in range(4 * visitors):
                at[name][n % visitors].move(n % 4)
        for n in range(rounds):
            for name in random.sample(list(PAGES), len(PAGES)):
                used, begun = sum(servers[name].cpu_times()[:2]), time.perf_counter()
                for k in range(TOGETHER):
                    to = (n * TOGETHER + k) % 4
                    answers = list(pool.map(lambda visitor, to=to: visitor.move(to), at[name]))
                wall[name].append(1000 * (time.perf_counter() - begun) / TOGETHER)
                time.sleep(0.3)  # what is done after the answer counts too
                used = sum(servers[name].cpu_times()[:2]) - used
                processor[name].append(1000 * used / TOGETHER / visitors)
                sent[name] = answers[0][1]
    rows = []
    for name in PAGES:
        ratios = [one / desk for one, desk in zip(wall[name], wall["the desk"], strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4)
        rows.append(
            [
                name,
                ms(statistics.median(wall[name])),
                ms(statistics.median(processor[name])),
                f"{sent[name] / 1024:,.0f}",
                f"{middle:.2f} × ({low:.2f}–{high:.2f})",
            ]
        )
    who = "one visitor" if visitors == 1 else f"{visitors} visitors at once"
    show(
        f"A slider moves, {who}, {rounds} rounds of {TOGETHER} moves (ms)",
        (
            "page",
            "until all are answered",
            "processor, a move",
            "KiB sent",
            "time to the desk (quartiles)",
        ),
        rows,
    )


def memory() -> None:
    """Show that memory stays bounded without the forced collection."""
    rows = []
    for name, options in (
        ("forced collection off (as shipped)", ()),
        ("on (stock)", ("--runner.postScriptGC", "true")),
    ):
        with _served("app.py", *options) as (port, process), _visit(port) as socket:
            visitor = _Visitor(socket)
            for n in range(50):
                visitor.move(n % 4)
            curve = [process.memory_info().rss / 2**20]
            for part in range(4):
                for n in range(MANY // 4 if not options else MANY // 20):
                    visitor.move((n + part) % 4)
                curve.append(process.memory_info().rss / 2**20)
        per_step = MANY // 4 if not options else MANY // 20
        rows.append([name, f"{per_step}", *(f"{value:,.0f}" for value in curve)])
    show(
        "Memory of the server after so many moves (MiB)",
        ("collection", "moves per step", "start", "step 1", "step 2", "step 3", "step 4"),
        rows,
    )
