"""The list of pages, and nothing else."""

import streamlit as st

from ui.frame import prepare
from ui.pages import desk, history, method, next_move, preferences, what_matters

st.set_page_config(
    page_title="Deal desk",
    page_icon="🤝",
    layout="wide",
    initial_sidebar_state="collapsed",
)
prepare()
st.navigation(
    [
        st.Page(desk.page, title="Deal desk", icon=":material/handshake:", default=True),
        st.Page(
            next_move.page, title="Next move", icon=":material/swap_horiz:", url_path="next-move"
        ),
        st.Page(
            what_matters.page,
            title="What matters",
            icon=":material/bar_chart:",
            url_path="what-matters",
        ),
        st.Page(
            preferences.page, title="Preferences", icon=":material/tune:", url_path="preferences"
        ),
        st.Page(history.page, title="History", icon=":material/history:", url_path="history"),
        st.Page(method.page, title="Method", icon=":material/functions:", url_path="method"),
    ],
    position="top",
).run()
