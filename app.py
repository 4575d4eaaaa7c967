"""The list of pages, and the app that serves them with what lies beside them.

Each visitor's run executes this file as a script; the server imports it once.
"""

from contextlib import nullcontext

import streamlit as st
from starlette.middleware import Middleware

from classroom.logs import one_line_each
from ui.server.assets import Small
from ui.server.browsers import Named
from ui.server.crowd import Crowd
from ui.server.guard import Guard
from ui.server.serving import lifespan, routes

CLASS = ("class", "board", "join")  # the pages of a live class


def main() -> None:
    """Show the page that a visitor is on."""
    # Not at the top: they bring elements that register with a server, which must be there first.
    from ui.cache.turns import in_turn
    from ui.pages.demand_game import page as game_table
    from ui.pages.desk import page as desk
    from ui.pages.history import page as history
    from ui.pages.insight import page as insight
    from ui.pages.method import page as method
    from ui.pages.play import page as play
    from ui.pages.preferences import page as preferences
    from ui.pages.student import page as student
    from ui.pages.talks import page as talks
    from ui.pages.teacher import board, page
    from ui.session import state

    st.set_page_config(
        page_title="Deal desk",
        page_icon="🤝",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    shown = st.navigation(
        [
            st.Page(desk.page, title="Deal desk", icon=":material/handshake:", default=True),
            st.Page(insight.page, title="Insight", icon=":material/lightbulb:", url_path="insight"),
            st.Page(talks.page, title="Talks", icon=":material/forum:", url_path="talks"),
            st.Page(play.page, title="Play", icon=":material/chair:", url_path="play"),
            st.Page(
                game_table.page,
                title="Demand game",
                icon=":material/grid_on:",
                url_path="game-table",
            ),
            st.Page(
                preferences.page,
                title="Preferences",
                icon=":material/tune:",
                url_path="preferences",
            ),
            st.Page(history.page, title="History", icon=":material/history:", url_path="history"),
            st.Page(page.page, title="Class", icon=":material/groups:", url_path="class"),
            st.Page(method.page, title="Method", icon=":material/functions:", url_path="method"),
            st.Page(board.page, title="Board", url_path="board", visibility="hidden"),
            st.Page(student.page, title="Join", url_path="join", visibility="hidden"),
        ],
        position="top",
    )
    state.arrive(shown.url_path)
    with nullcontext() if shown.url_path in CLASS else in_turn():
        shown.run()


def failed(error: Exception) -> bool:
    """Say so in place of the page."""
    from ui.shell import failed

    return failed(error)


if __name__ == "__main__":
    main()
else:
    one_line_each()
    app = st.App(
        __file__,
        routes=routes(),
        middleware=[Middleware(part) for part in (Guard, Crowd, Named, Small)],
        lifespan=lifespan,
        on_script_error=failed,
    )
