"""What every page shares: the style, the toolbar, notices, sharing and files."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from classroom.errors import Unavailable
from simulator.errors import ScenarioError
from simulator.scenario.reading.loading import to_yaml
from ui.cache.background import worked_out
from ui.cache.engine import Opened, menu, prepare
from ui.components.learning import reminder
from ui.components.live import away
from ui.session import echo, page_state, report, share, state, variants
from ui.text import plain
from ui.work import tasks
from ui.work.task import WorkError

LARGEST_LINK_HINT = "This scenario is too large for a link; download it as YAML instead."


def presenting() -> bool:
    """Whether large type for a projector is on."""
    return bool(st.session_state.get("presenting", False))


def begin(blind: bool = False, guide: Callable[[Opened], None] | None = None) -> Opened:
    """Open a page: style, toolbar, notices; return the scenario that is open.

    Parameters
    ----------
    blind
        Whether nothing of the scenario's preferences may reach the browser: no file of it is offered,
        and the page's address, which may hold its text and changed numbers, is left alone.
    guide
        Draws a control at the end of the toolbar that says what to do on the page.
    """
    opened = _open_or_start_over()
    style()
    _toolbar(opened, blind, guide)
    _notices()
    if not blind:
        reminder(opened)
        state.write_address()
    return opened


def style(more: str = "") -> None:
    """Lay the style on the page, and some rules of its own."""
    st.html(f"<style>{_STYLE}{echo.STYLE}{_LARGE if presenting() else ''}{more}</style>")


def failed(error: Exception) -> bool:
    """Say in place of a page, or of a part of one, that it could not be drawn; never how it came about.

    Without its database it comes back by itself; what takes too long or too much memory has a sentence.
    Whoever runs the app finds the time in the log.
    """
    style()
    if isinstance(error, Unavailable):
        asked = {name: st.query_params.get(name, "") for name in ("class", "me", "key")}
        away({name: value for name, value in asked.items() if value}, "away_live")
        return True
    if isinstance(error, WorkError):
        st.error(plain(str(error)), icon=":material/error:")
        return True
    at = datetime.now().strftime("%H:%M:%S")
    st.error(
        f"Something went wrong on the server at {at}. What was confirmed is kept. Reload the page; if it "
        "happens again, give whoever runs this app that time.",
        icon=":material/error:",
    )
    return True


def _open_or_start_over() -> Opened:
    """Open the visitor's scenario; if its file was broken meanwhile, the first that works."""
    try:
        return state.desk().opened()
    except (ScenarioError, WorkError) as error:
        page_state.notify(str(error))
        st.session_state.desk = state.fresh(menu()[0].id)
        return state.desk().opened()


def _notices() -> None:
    notice = page_state.take_notice()
    if notice:
        st.warning(plain(notice), icon=":material/info:")


def _toolbar(opened: Opened, blind: bool, guide: Callable[[Opened], None] | None) -> None:
    with st.container(key="toolbar", horizontal=True, vertical_alignment="bottom", gap="small"):
        with echo.heard(echo.MENU):
            _scenario_menu(opened)
        if not blind:
            _desk_buttons(opened)
        st.toggle(
            "Large type",
            key="presenting",
            persist_state="session",
            help="Presentation mode: larger type, for a projector",
        )
        if guide:
            guide(opened)


def _desk_buttons(opened: Opened) -> None:
    st.button(
        "Undo",
        icon=":material/undo:",
        on_click=state.undo,
        key="undo_button",
        disabled=not st.session_state.undo,
        help="Undo the last change",
    )
    st.button(
        "Redo",
        icon=":material/redo:",
        on_click=state.redo,
        key="redo_button",
        disabled=not st.session_state.redo,
        help="Redo the change that was undone last",
    )
    with st.popover("Share & files", icon=":material/ios_share:"):
        _share(opened)


SAME_DEAL = (
    "The day in brackets is the one whose facts it holds. Between variants of one scenario the deal on the "
    "table stays as it is: the same text on another day."
)


def _scenario_menu(opened: Opened) -> None:
    entries = {entry.id: entry for entry in menu()}
    now = state.desk()
    ids = list(entries) if now.text is None else [now.scenario, *entries]
    titles = {
        id: entry.title
        if entry.as_of is None
        else f"{entry.title} ({entry.as_of.day} {entry.as_of:%b %Y})"
        for id, entry in entries.items()
    }
    if now.text is not None:
        titles = {**titles, now.scenario: f"Yours: {opened.scenario.title}"}
    echo.start("menu", now.scenario)
    echo.show("menu", now.scenario)

    st.selectbox(
        "Scenario",
        ids,
        key="menu",
        format_func=lambda id: titles[id],
        on_change=_choose,
        width=420,
        help=f"{plain(opened.scenario.summary)}\n\n{SAME_DEAL}",
    )


def _choose() -> None:
    echo.when_moved("menu", variants.choose)


def _share(opened: Opened) -> None:
    link = state.packed()
    address = _address(link) if len(link) <= share.LONGEST_LINK else ""
    # First, because whatever stands above a button moves it while it loads, away from under a finger.
    report.buttons(opened, address)
    st.download_button(
        "Scenario as YAML",
        lambda: to_yaml(opened.document),
        f"{state.desk().scenario}.yaml",
        "application/yaml",
        icon=":material/download:",
        on_click="ignore",
        key="yaml_download",
        help="Includes the numbers that you changed",
    )
    st.markdown("**Link to this exact view** (scenario, changed numbers, deal, pins)")
    if address:
        st.code(address, language=None, wrap_lines=True)
    else:
        st.info(LARGEST_LINK_HINT)
    st.segmented_control(
        "Charts download as",
        ("png", "svg"),
        key="image_format",
        default="svg",
        format_func=str.upper,
        persist_state="session",
        help="Then press the camera that appears when you point at a chart",
    )
    st.file_uploader(
        "Open your own scenario (YAML)",
        type=["yaml", "yml"],
        key="upload",
        on_change=_upload,
        help="docs/scenario-format.md explains how to write one",
    )
    for line in st.session_state.get("upload_problems", ()):
        st.error(line, icon=":material/error:")
    if state.desk().text is not None:
        _review(opened)


def _review(opened: Opened) -> None:
    """Say on request what the author of an own scenario may want to look at again."""
    st.button(
        "Review this scenario",
        icon=":material/rate_review:",
        on_click=st.session_state.update,
        kwargs={"reviewed": opened.case},
        key="review",
        help="What may be worth another look: options that a side refused, numbers on later sources, texts "
        "with the same terms, players who make no difference, options that nobody uses or wants",
    )
    if st.session_state.get("reviewed") != opened.case:
        return
    try:
        prepare(opened, "remarks")
    except WorkError as error:
        st.error(f"The review could not be finished. {error}", icon=":material/error:")
        return
    if not opened.remarks:
        st.success("Nothing to remark on.", icon=":material/check:")
    for remark in opened.remarks:
        st.info(plain(remark.words), icon=":material/info:")


def _address(link: str) -> str:
    url = str(st.context.url or "").split("?")[0]
    return f"{url}?s={link}"


def _upload() -> None:
    file = st.session_state.upload
    st.session_state.upload_problems = ()
    if file is None:
        return
    text = file.getvalue()
    try:
        worked_out(tasks.checked, text, file.name)
        state.update(state.fresh("own", text.decode("utf-8")))
    except ScenarioError as error:
        head = f"{plain(error.file)} has {error.count}; the scenario that was open stays open."
        st.session_state.upload_problems = (
            head,
            *(plain(str(problem)) for problem in error.problems[:30]),
        )
    except WorkError as error:
        st.session_state.upload_problems = (
            f"{plain(file.name)} could not be opened; the scenario that was open stays open. {error}",
        )


_STYLE = """
.stMainBlockContainer { padding-top: 4.2rem; padding-bottom: 3rem; max-width: 1500px; }
.st-key-headline { background: light-dark(#FFFFFF, #12161C); padding: .35rem 0 .5rem;
  border-bottom: 1px solid rgba(128,128,128,.3); }
[data-testid="stLayoutWrapper"]:has(> .st-key-headline) { position: sticky; top: 3.5rem; z-index: 90; }
.st-key-headline [data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; font-weight: 700; }
.st-key-figures > :first-child [data-testid="stMetricValue"] { font-size: 3rem; line-height: 1.15; }
.stMainBlockContainer h2 { font-size: 1.75rem; padding: .5rem 0 1rem; }
.stSlider [data-testid="stTickBar"] { display: none; }
[data-testid="stCaptionContainer"] { color: light-dark(#59626D, #A9B2BD) !important; opacity: 1 !important; }
button[kind^="primary"]:not(:disabled) {
  background-color: #0072B2 !important; border-color: #0072B2 !important; }
button[kind^="primary"]:not(:disabled):is(:hover, :active) { background-color: #005A8E !important; }
[class*="st-key-work_"] [data-stale] { opacity: 1 !important; }
.play-gauge { position: relative; height: .8rem; border-radius: .4rem; background: rgba(128,128,128,.22);
  margin: -.4rem 0 .3rem; }
.play-gauge > div { height: 100%; border-radius: .4rem; }
.play-gauge > i { position: absolute; top: -.25rem; bottom: -.25rem; width: 3px; background: currentColor; }
:is(.st-key-play_head, .st-key-seat_head) { background: light-dark(#FFFFFF, #12161C); padding-bottom: .3rem;
  border-bottom: 1px solid rgba(128,128,128,.3); }
[data-testid="stLayoutWrapper"]:has(> :is(.st-key-play_head, .st-key-seat_head)) {
  position: sticky; top: 3.5rem; z-index: 90; }
.st-key-seat_head { gap: .3rem; }
.st-key-seat_terms { display: grid !important; column-gap: 2rem;
  grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }
.st-key-seat_terms > :has(> .stMarkdown) { grid-column: 1 / -1; }
.worth-line { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .8rem; font-size: .9rem; }
.worth-line > span { font-variant-numeric: tabular-nums; }
.worth-line > .play-gauge { flex: 1 1 9rem; max-width: 24rem; margin: 0; }
[class*="st-key-seat_offer"] .worth-line { font-size: 1.05rem; }
@media (min-width: 900px) and (min-height: 640px) {
  [data-testid="stColumn"]:has(> [data-testid="stVerticalBlock"] .st-key-terms) {
    position: sticky; top: 10.5rem; align-self: start; }
  [data-testid="stColumn"]:has(> [data-testid="stVerticalBlock"] .st-key-play_theirs_side) {
    position: sticky; top: 4rem; align-self: start; }
  .st-key-terms { max-height: calc(100vh - 11.5rem); overflow-y: auto; padding-right: .8rem; }
}
@media (max-width: 640px) {
  .stMainBlockContainer { padding-left: .8rem; padding-right: .8rem; }
  :is(.st-key-headline, .st-key-play_head) [data-testid="stMetricValue"] { font-size: 1.35rem; }
  .st-key-figures > :first-child [data-testid="stMetricValue"] { font-size: 2rem; }
  .st-key-figures :is([data-testid="stMetricLabel"] p, :is([data-testid="stMetricValue"],
    [data-testid="stMetricDelta"]) *) { overflow: visible; text-overflow: clip; white-space: normal; }
  .st-key-figures [data-testid="stMetricDelta"] { font-size: .72rem; }
  .st-key-play_head { gap: .4rem; }
  .st-key-seat_head .live-digits { font-size: 1.7rem; }
  .st-key-headline [data-testid="stMetricLabel"] p { font-size: .8rem; }
  .st-key-figures { flex-wrap: nowrap !important; gap: .5rem !important; justify-content: space-between; }
  .st-key-figures > * { min-width: 0 !important; flex: 0 1 auto !important; }
  .st-key-toolbar { row-gap: .3rem; }
  .stMainBlockContainer h1 { font-size: 1.8rem; }
  .stMainBlockContainer h2 { font-size: 1.3rem; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
"""
ALONE = """
[data-testid="stTopNav"], [data-testid="stTopNavSection"], [data-testid="stTopNavLinkContainer"],
[data-testid="stExpandSidebarButton"] { display: none !important; }
"""
"""For a page without the way to the other pages."""
_LARGE = """
html { font-size: 125% !important; }
"""
