"""A lecture hall of simulated browsers: offers over the real websocket, seen by the other side.

    python -m benchmarks.lecture --students 100 --minutes 10
    python -m benchmarks.lecture --students 100 --minutes 3 --kills 5
    python -m benchmarks.lecture --students 40 --minutes 1 --hostile 8
    python -m benchmarks.lecture --processes 2 --database postgresql://…

Every student is a page of its own: Streamlit's websocket, and the one that tells of changes. Pages move
their controls, send offers with a note, and redraw when told to. The teacher's console and the
projector's board are open too. Taken are the seconds from pressing
`Send` until the note has arrived on the other side's page, and until the sender's page confirms. With
`--hostile N` the same class is held a second time beside N visitors at full tilt
(`benchmarks/hostile_visitors.py`). With
`--kills` the server is killed (SIGKILL) now and then, and at the end every offer that a page showed as
sent is looked up in the database. Traffic stays on this machine, and all loops end.
"""

import argparse
import asyncio
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from benchmarks.class_pages import PATIENCE, ClassPage, Onlooker, PageTally, Student
from benchmarks.hostile_visitors import MIX
from benchmarks.serving import free_port, start, up
from benchmarks.timing import show
from classroom.records import Settings
from classroom.service import classes, clock, people
from classroom.storage.database import VARIABLE, Database

LOADED = 180.0
"""Seconds within which all pages have to be there."""
SCENARIO = Path(__file__).parent.parent / "scenarios" / "us_ukraine_minerals.yaml"


@dataclass
class Servers:
    """The app's processes, each on a port of its own."""

    ports: list[int]
    database: str
    running: dict[int, psutil.Popen] = field(default_factory=dict)

    async def begin(self, port: int) -> None:
        """Start one, and wait until it answers."""
        self.running[port] = await asyncio.to_thread(
            start, "app.py", port, {VARIABLE: self.database}
        )
        await asyncio.to_thread(up, port)

    async def kill(self, port: int) -> None:
        """Kill one at once, and start it again."""
        self.running[port].send_signal(signal.SIGKILL)
        await asyncio.to_thread(self.running[port].wait)
        await self.begin(port)

    def end(self) -> None:
        """Stop all."""
        for process in self.running.values():
            with suppress(psutil.NoSuchProcess):
                process.terminate()
                process.wait(20)


@asynccontextmanager
async def served(count: int, database: str) -> AsyncIterator[Servers]:
    """Serve the app by so many processes."""
    servers = Servers([free_port() for _ in range(count)], database)
    try:
        for port in servers.ports:
            await servers.begin(port)
        yield servers
    finally:
        servers.end()


@dataclass(frozen=True)
class LecturePlan:
    """What is done, and how often.

    Attributes
    ----------
    every, fiddle
        Seconds between two offers at a table; between two moves of a control on a page.
    hostile
        How many visitors beside the class ask for as much as they can.
    """

    students: int
    minutes: float
    every: float
    fiddle: float
    kills: int
    processes: int
    hostile: int = 0


async def lecture(plan: LecturePlan, url: str) -> int:
    """Hold a class, say what was found, and return how many things went wrong."""
    db = Database(url)
    settings = Settings(minutes=int(plan.minutes) + 20)
    live, key = classes.open_class(db, SCENARIO.read_text("utf-8"), settings)
    joined = [
        people.join(db, live.code, f"Student {n}", f"address {n // 100}")
        for n in range(plan.students)
    ]
    codes = {who.id: who.code for who in joined}
    clock.start(db, live.id, seed=1)
    tables = classes.everything(db, live.id).talks
    tally, rng = PageTally(), random.Random(1)
    async with served(plan.processes, url) as servers:
        pages = {
            who.id: Student(
                servers.ports[who.id % len(servers.ports)], live.code, codes[who.id], tally, rng
            )
            for table in tables
            for who in table.people
        }
        port = servers.ports[0]
        onlookers = [
            Onlooker(port, "class", {"class": live.code, "key": key}, tally, rng),
            Onlooker(port, "board", {"class": live.code}, tally, rng),
        ]
        until = time.monotonic() + 60 * plan.minutes + LOADED + 2 * PATIENCE
        lives = []
        every: list[ClassPage] = [*onlookers, *pages.values()]
        for page in every:
            lives.append(asyncio.create_task(page.live(until)))
            await asyncio.sleep(0.1)
        await asyncio.wait_for(asyncio.gather(*(page.ready.wait() for page in every)), LOADED)
        tally.moved.clear()
        tally.followed.clear()
        tally.lost = 0
        used = [sum(process.cpu_times()[:2]) for process in servers.running.values()]
        began, stop = time.monotonic(), time.monotonic() + 60 * plan.minutes
        acts = [
            asyncio.create_task(_talk([pages[who.id] for who in table.people], plan, stop, rng))
            for table in tables
        ]
        acts += [asyncio.create_task(_fiddle(page, plan, stop, rng)) for page in pages.values()]
        visitors = [
            MIX[n % len(MIX)](servers.ports[n % len(servers.ports)], random.Random(n))
            for n in range(plan.hostile)
        ]
        beside = [asyncio.create_task(visitor.live(stop)) for visitor in visitors]
        killing = asyncio.create_task(_kill(servers, plan, stop, rng))
        sizes = []
        while time.monotonic() < stop:
            await asyncio.sleep(min(15.0, max(0.1, stop - time.monotonic())))
            with suppress(psutil.NoSuchProcess):
                sizes.append(
                    sum(process.memory_info().rss for process in servers.running.values()) >> 20
                )
        await killing
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await asyncio.gather(*acts)
        await _last_offers(tally)
        took = time.monotonic() - began
        spent = [sum(process.cpu_times()[:2]) for process in servers.running.values()]
        for task in lives:
            task.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
    wrong = _report(db, live.id, plan, tally, sizes)
    for visitor in visitors:
        print(f"  {type(visitor).__name__} asked {visitor.asked:,} times")
    if not plan.kills:
        share = (sum(spent) - sum(used)) / took
        print(
            f"Processor time of the app: {share:.0%} of one core; of this script: "
            f"{sum(psutil.Process().cpu_times()[:2]) / took:.0%}"
        )
    db.close()
    return wrong


async def _talk(pages: list[Student], plan: LecturePlan, stop: float, rng: random.Random) -> None:
    """Make offers at one table, one side after the other."""
    await asyncio.sleep(plan.every * rng.random())
    number = 0
    while time.monotonic() < stop:
        await pages[number % len(pages)].offer(number)
        number += 1
        await asyncio.sleep(plan.every * (0.5 + rng.random()))


async def _fiddle(page: Student, plan: LecturePlan, stop: float, rng: random.Random) -> None:
    """Move controls on one page."""
    await asyncio.sleep(plan.fiddle * rng.random())
    while time.monotonic() < stop:
        await page.move()
        await asyncio.sleep(plan.fiddle * (0.5 + rng.random()))


async def _last_offers(tally: PageTally) -> None:
    """Wait until all offers are confirmed and seen; for those that never are, no longer than a page does."""
    until = time.monotonic() + PATIENCE
    while tally.sent.keys() - (tally.seen.keys() & tally.confirmed.keys()):
        if time.monotonic() > until:
            return
        await asyncio.sleep(0.1)


async def _kill(servers: Servers, plan: LecturePlan, stop: float, rng: random.Random) -> None:
    pause = (stop - time.monotonic()) / (plan.kills + 1)
    for _ in range(plan.kills):
        await asyncio.sleep(pause * (0.7 + 0.3 * rng.random()))
        await servers.kill(rng.choice(servers.ports))


def _report(
    db: Database, class_id: int, plan: LecturePlan, tally: PageTally, sizes: list[int]
) -> int:
    offers = [move for talks in classes.everything(db, class_id).talks for move in talks.offers]
    kept = {move.note for move in offers}
    missing = set(tally.confirmed) - kept
    rows = []
    for what, waits in (
        ("offer sent → seen by the other side", list(tally.seen.values())),
        ("offer sent → confirmed to the sender", list(tally.confirmed.values())),
        ("control moved → page answered", tally.moved),
        ("console or board drawn anew", tally.followed),
    ):
        times = sorted(1000 * seconds for seconds in waits) or [float("nan")]
        rows.append([
            what, f"{len(waits):,}", f"{statistics.median(times):,.0f}",
            f"{times[int(0.95 * (len(times) - 1))]:,.0f}", f"{times[-1]:,.0f}",
        ])  # fmt: skip
    show(
        f"{plan.students} students, {plan.processes} process(es), {plan.minutes:g} minutes, an offer "
        f"every {plan.every:g} s at each table, a control every {plan.fiddle:g} s on each page, "
        f"{plan.hostile} visitors at full tilt beside them (ms)",
        ("what", "count", "median", "95th percentile", "most"),
        rows,
    )
    never = [note for note in tally.confirmed if note not in tally.seen and note in kept]
    print(
        f"Offers sent {len(tally.sent):,}, in the database {len(offers):,}, confirmed "
        f"{len(tally.confirmed):,}, of these not in the "
        f"database {len(missing)}, not seen by the other side {len(never)}."
    )
    print(
        f"Errors on pages {len(tally.errors)}, connections lost {tally.lost}, kills {plan.kills}."
    )
    print(
        f"Memory of the app, MiB, over the time: {', '.join(map(str, sizes[:: max(1, len(sizes) // 10)]))}"
    )
    for error in sorted(set(tally.errors))[:5]:
        print(f"  {error}")
    lost = 0 if plan.kills else tally.lost + len(tally.errors) + len(never)
    return len(missing) + lost


def main() -> None:
    """Read what is asked for, and do it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--every", type=float, default=5.0)
    parser.add_argument("--fiddle", type=float, default=10.0)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--hostile", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--database", default="", help="else a SQLite file that is deleted after")
    options = vars(parser.parse_args())
    url = options.pop("database")
    plan = LecturePlan(**options)
    if plan.students > 400 or plan.minutes > 60:
        sys.exit("At most 400 students and 60 minutes.")
    wrong = 0
    for run in [replace(plan, hostile=0), *([plan] if plan.hostile else [])]:
        with tempfile.TemporaryDirectory() as folder:
            wrong += asyncio.run(lecture(run, url or f"sqlite:///{folder}/lecture.sqlite"))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
