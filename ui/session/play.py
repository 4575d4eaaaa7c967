"""A visitor's game: its settings, its state in the session, and the code in the address that restores it.

The other side's numbers stay on the server: pages draw from the game what its own side may see, and the
code holds settings and the visitor's own moves only.
"""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import streamlit as st

from simulator.errors import SimulatorError
from simulator.explain.rules import chosen
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.scenario.scenario import Scenario
from simulator.simulation.human.brief import Brief, brief
from simulator.simulation.human.central_talks import central_talks
from simulator.simulation.human.debrief import Debrief, debrief
from simulator.simulation.human.opponents import OPPONENTS
from simulator.simulation.human.scripted import PersonsMove
from simulator.simulation.human.session import PlayedGame, play, table
from simulator.simulation.phases import PreparedTalks
from simulator.simulation.plan import TalksError, plan, scheduled
from ui.cache.engine import Opened
from ui.session import echo, page_state, state
from ui.session.share import LONGEST_LINK, squeezed, unsqueezed

ADDRESS = "game"
VERSION = 1
"""Of the code in the address."""
LARGEST_SEED = 9_999
MOST_CLOCK = 3_600


@dataclass(frozen=True)
class PlaySetting:
    """What a game is played with.

    Attributes
    ----------
    person, opens
        Parties.
    events, breaks, home
        Whether the scenario's events happen, whether the talks may break off by chance, and whether those
        at home are asked.
    seed
        Shown as the number of the table.
    clock
        Seconds for each turn; 0: none.
    """

    person: str
    level: str
    rounds: int
    opens: str
    events: bool
    breaks: bool
    home: bool
    seed: int
    clock: int


@dataclass(frozen=True)
class Session:
    """A game and what belongs to it.

    Attributes
    ----------
    question
        The scenario and the changed numbers that it is played on.
    draft
        The offer that the visitor's controls show.
    due
        When the turn is over, on the server's own clock; None: no clock.
    """

    question: tuple[object, ...]
    setting: PlaySetting
    game: PlayedGame
    draft: Mapping[str, float | str]
    due: float | None

    @property
    def brief(self) -> Brief:
        """What the visitor's side knows about itself in this round."""
        return own_brief(self.game)


def own_brief(game: PlayedGame) -> Brief:
    """Return what the lead of the person's party knows about itself."""
    lead = game.phase.scenario.parties[game.table.person].lead
    return brief(game.phase.model, lead)


def usual(scenario: Scenario) -> PlaySetting:
    """Return the setting to start from; the number of the table is another for each visitor."""
    filed = plan(scenario)
    st.session_state.setdefault("play_number", random.randint(1, LARGEST_SEED))
    person = list(scenario.parties)[-1]
    return PlaySetting(
        person, "even", filed.rounds, filed.opens, True, True, True, st.session_state.play_number, 0
    )


@st.cache_resource(show_spinner="Setting the table …", max_entries=8)
def _room(
    _model: Model, question: tuple[object, ...], events: bool, informed: bool
) -> PreparedTalks:
    return central_talks(_model, scheduled(_model.scenario) if events else {}, informed)


def _table_game(opened: Opened, setting: PlaySetting, moves: tuple[PersonsMove, ...]) -> PlayedGame:
    happening = scheduled(opened.scenario) if setting.events else {}
    within = {id: at for id, at in happening.items() if at <= setting.rounds}
    chosen = OPPONENTS[setting.level]
    prepared = None
    if within == happening:
        prepared = _room(opened.model, state.desk().question, setting.events, chosen.informed)
    laid = table(
        opened.model,
        setting.person,
        setting.level,
        rounds=setting.rounds,
        opens=setting.opens,
        shocks=within,
        breakdown=None if setting.breaks else 0.0,
        ratified=setting.home,
        seed=setting.seed,
        prepared=prepared,
    )
    return play(laid, moves)


def begin_game(opened: Opened, setting: PlaySetting, moves: tuple[PersonsMove, ...] = ()) -> None:
    """Sit down at a table, with some moves made already where a link says so."""
    game = _table_game(opened, setting, moves)
    offers = [move.deal for move in moves if move.kind == "offer"]
    draft = game.phase.model.space.deal(offers[-1]) if offers else own_brief(game).best
    st.session_state.play = Session(state.desk().question, setting, game, draft, None)
    _changed()


def session() -> Session | None:
    """Return the visitor's game on what is open; None where there is none."""
    now: Session | None = st.session_state.get("play")
    if now is not None and now.question != state.desk().question:
        leave()
        page_state.notify("Your game used other numbers or another scenario, so it is gone.")
        return None
    return now


def put(game: PlayedGame) -> None:
    """Go on to another state of the game."""
    st.session_state.play = replace(st.session_state.play, game=game)
    _changed()


def _changed() -> None:
    now: Session = st.session_state.play
    due = time.monotonic() + now.setting.clock if now.setting.clock and not now.game.over else None
    st.session_state.play = replace(now, due=due)
    st.session_state.play_redraw = True
    for id, option in now.draft.items():
        echo.show(draft_key(id), option)


def to_redraw() -> bool:
    """Say, once, whether the page has to be drawn again as a whole."""
    return bool(st.session_state.pop("play_redraw", False))


def leave() -> None:
    """Get up: the game is gone."""
    st.session_state.pop("play", None)
    st.session_state.pop("play_number", None)
    st.query_params.pop(ADDRESS, None)
    for key in list(st.session_state):
        if isinstance(key, str) and key.startswith("play:"):
            del st.session_state[key]


def draft_key(issue: str) -> str:
    """Name the control of a term of the visitor's offer."""
    return f"play:{issue}"


def take_draft(issue: str) -> None:
    """Note where a control was moved to."""
    now: Session = st.session_state.play

    def take(option: float | str) -> None:
        model = now.game.phase.model
        choice = chosen(model.scenario, model.space, now.draft, issue, option)
        put_draft(choice.deal)
        page_state.note_rule(draft_key(issue), choice.words)

    echo.when_moved(draft_key(issue), take)


def put_draft(deal: Deal) -> None:
    """Let the controls show a deal."""
    page_state.note_rule("", "")
    st.session_state.play = replace(st.session_state.play, draft=dict(deal))
    for id, option in deal.items():
        echo.show(draft_key(id), option)


def send() -> None:
    """Send the offer that the controls show; before that, say no to the one on the table."""
    now: Session = st.session_state.play
    act = now.game.offer if now.game.waits == "offer" else now.game.counter
    put(act(now.draft))


def time_is_up() -> None:
    """What stands on the controls is sent; where no offer can follow, the answer is no."""
    now: Session = st.session_state.play
    if now.game.waits == "offer" or now.game.offers_next:
        send()
    elif now.game.waits == "answer":
        put(now.game.refuse())


def look_back(opened: Opened, game: PlayedGame) -> Debrief:
    """Return the debrief of the visitor's game, worked out once."""
    kept = st.session_state.get("play_debrief")
    if kept is None or kept[0] is not game:
        held = opened.survey if game.phase.model is opened.model else None
        st.session_state.play_debrief = kept = (game, debrief(game, held))
    return cast(Debrief, kept[1])


# --- the code in the address --------------------------------------------------------------------

_KINDS = {"a": "accept", "r": "refuse", "w": "walk_out"}


def can_be_restored() -> bool:
    """Whether an address can hold the game: one of the app's own scenarios, nothing changed in it."""
    now = state.desk()
    return now.text is None and not now.edits


def write_code(now: Session) -> None:
    """Keep the address in step with the game, where it can hold it."""
    if not can_be_restored():
        st.query_params.pop(ADDRESS, None)
        return
    code = pack(now.setting, now.game.moves)
    if st.query_params.get(ADDRESS) != code and len(code) <= LONGEST_LINK:
        st.query_params.from_dict({"scenario": state.desk().scenario, ADDRESS: code})


def pack(setting: PlaySetting, moves: tuple[PersonsMove, ...]) -> str:
    """Write settings and moves as characters that an address may hold."""
    short = {kind: letter for letter, kind in _KINDS.items()}
    coded = [list(move.deal) if move.kind == "offer" else short[move.kind] for move in moves]
    return squeezed([VERSION, *vars(setting).values(), coded])


def unpack(code: str) -> tuple[PlaySetting, tuple[PersonsMove, ...]]:
    """Read them back, with the suspicion due to an upload.

    Raises
    ------
    TalksError
        If the code was cut or altered.
    """
    try:
        version, person, level, rounds, opens, events, breaks, home, seed, clock, coded = (
            unsqueezed(code)
        )
        integers = all(type(number) is int for number in (version, rounds, seed, clock))
        if (
            version != VERSION
            or not integers
            or level not in OPPONENTS
            or not 0 <= seed <= LARGEST_SEED
        ):
            raise ValueError
        setting = PlaySetting(
            str(person), level, rounds, str(opens), bool(events), bool(breaks), bool(home), seed,
            min(max(clock, 0), MOST_CLOCK),
        )  # fmt: skip
        return setting, tuple(_move(move) for move in coded)
    except (ValueError, TypeError, KeyError) as error:
        raise TalksError("The link to a game is damaged.") from error


def _move(written: Any) -> PersonsMove:
    if isinstance(written, list):
        return PersonsMove("offer", tuple(int(at) for at in written))
    return PersonsMove(_KINDS[written])  # type: ignore[arg-type]


def restore(opened: Opened) -> str:
    """Take up the game that the address holds, if there is one and none is under way.

    Returns what is wrong with it; empty: nothing.
    """
    code = st.query_params.get(ADDRESS)
    if not code or "play" in st.session_state:
        return ""
    try:
        setting, moves = unpack(code)
        if setting.person not in opened.scenario.parties:
            raise TalksError("The link to a game is for another scenario.")
        space = opened.model.space
        for move in moves:
            within = zip(move.deal, space.counts, strict=False)
            if move.kind == "offer" and (
                len(move.deal) != len(space.counts)
                or any(not 0 <= at < count for at, count in within)
            ):
                raise TalksError("The link to a game is for another scenario.")
        begin_game(opened, setting, moves)
    except SimulatorError as error:
        st.query_params.pop(ADDRESS, None)
        return f"{error} Here is a fresh start."
    return ""
