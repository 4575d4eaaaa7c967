"""What this app takes from inside Streamlit, which a new release may rename without a word.

All of it stands here; `tests/ui/test_streamlit_private.py` looks whether it is still there. What the
browser's half takes stands in `streamlit_bridge.js`.
"""

from streamlit.cli_util import open_browser
from streamlit.web.server.server_util import (
    get_display_address,
    get_url,
    is_url_from_allowed_origins,
)
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

__all__ = [
    "get_display_address",
    "get_url",
    "is_host_allowed",
    "is_url_from_allowed_origins",
    "open_browser",
]
