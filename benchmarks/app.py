"""The app over the real websocket: slider sent → script finished, and memory over many moves."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from benchmarks.serving import free_port, start, up
from benchmarks.timing import ms, show

SLIDER = "term:security"
MOVES, MANY = 150, 1000


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


def moves() -> None:
    """Time a slider on the desk, on the floor page, and with Streamlit's own collection on."""
    rows, medians = [], {}
    for name, script, options in (
        ("the desk", "app.py", ()),
        ("floor: all results and charts made beforehand", "benchmarks/floor.py", ()),
        ("the desk, Streamlit's stock settings", "app.py", ("--runner.postScriptGC", "true")),
    ):
        with _served(script, *options) as (port, _), _visit(port) as socket:
            visitor = _Visitor(socket)
            for n in range(10):
                visitor.move(n % 4)
            taken = [visitor.move(n % 4) for n in range(MOVES)]
        times = sorted(1000 * seconds for seconds, _ in taken)
        medians[name] = statistics.median(times)
        rows.append(
            [
                name,
                ms(medians[name]),
                ms(times[int(0.95 * len(times))]),
                f"{statistics.median(size for _, size in taken) / 1024:,.0f}",
                f"{medians[name] / medians['the desk']:.2f} ×",
            ]
        )
    show(
        f"A slider moves, one visitor, {MOVES} moves (ms)",
        ("page", "median", "95th percentile", "KiB sent", "to the desk"),
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
        each = MANY // 4 if not options else MANY // 20
        rows.append([name, f"{each}", *(f"{value:,.0f}" for value in curve)])
    show(
        "Memory of the server after so many moves (MiB)",
        ("collection", "moves per step", "start", "step 1", "step 2", "step 3", "step 4"),
        rows,
    )
