"""What this app takes from inside Streamlit, which a new release may rename without a word.

All of it stands here; `tests/ui/test_streamlit_private.py` looks whether it is still there. What the
browser's half takes stands in `streamlit_bridge.js`.
"""

import os
from collections.abc import Collection
from contextvars import ContextVar
from functools import wraps
from typing import Any

import uvicorn.config
from streamlit import runtime
from streamlit.cli_util import open_browser
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.web.server.server_util import (
    get_display_address,
    get_url,
    is_url_from_allowed_origins,
)
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

__all__ = [
    "believe_named_proxies",
    "finish_callbacks",
    "get_display_address",
    "get_url",
    "has_left",
    "is_host_allowed",
    "is_url_from_allowed_origins",
    "keep_caches",
    "kept_files",
    "open_browser",
    "visitor",
]

_in_callbacks = ContextVar("in_callbacks", default=False)


PROXIES = "FORWARDED_ALLOW_IPS"
"""The environment variable with the addresses of proxies that are believed about visitors' own."""


def believe_named_proxies() -> None:
    """Let no proxy say where a visitor comes from but those that the environment names.

    Streamlit starts uvicorn, which would believe whatever is on this machine: a tunnel, or anybody
    through one. It puts this around the app once the app is imported.
    """

    def believing(app: Any, trusted_hosts: object = "") -> ProxyHeadersMiddleware:
        return ProxyHeadersMiddleware(app, trusted_hosts=os.environ.get(PROXIES, ""))

    uvicorn.config.ProxyHeadersMiddleware = believing  # type: ignore[assignment, attr-defined]


def finish_callbacks() -> None:
    """Let no newer request cut the callbacks of an earlier one short.

    A run of a page looks at each use of the session's state whether it is to stop. Within a callback
    that would lose what was pressed or moved: half of it is done, and no later run calls it again.
    """
    prepare, look = (
        SafeSessionState.on_script_will_rerun,
        ScriptRunner._maybe_handle_execution_control_request,
    )
    if hasattr(prepare, "__wrapped__"):
        return

    @wraps(prepare)
    def prepare_whole(state: SafeSessionState, *given: Any, **named: Any) -> None:
        token = _in_callbacks.set(True)
        try:
            prepare(state, *given, **named)
        finally:
            _in_callbacks.reset(token)

    @wraps(look)
    def look_between(runner: ScriptRunner) -> None:
        if not _in_callbacks.get():
            look(runner)

    SafeSessionState.on_script_will_rerun = prepare_whole  # type: ignore[assignment, method-assign]
    ScriptRunner._maybe_handle_execution_control_request = look_between  # type: ignore[assignment, method-assign]


def visitor() -> str:
    """Return what tells the visitor whose page is drawn from others; "" where none is drawn."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def has_left(who: str) -> bool:
    """Tell whether a visitor's browser is not connected any more."""
    return bool(who) and runtime.exists() and not runtime.get_instance().is_active_session(who)


def kept_files(session: str) -> Collection[str]:
    """Return the files of a page that lie in memory; they go with its session."""
    if not runtime.exists():
        return ()
    manager = runtime.get_instance().uploaded_file_mgr
    return manager.file_storage.get(session, {}).keys()  # type: ignore[attr-defined, no-any-return]


def keep_caches() -> None:
    """Let no visitor's page clear what is kept for all; no setting of Streamlit's does."""
    AppSession._handle_clear_cache_request = lambda _session: None  # type: ignore[assignment, method-assign]
