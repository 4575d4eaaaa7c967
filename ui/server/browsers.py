"""What tells one browser from another: a signed number in a cookie, given on the way into a class."""

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from classroom.errors import ClassError
from classroom.service.browsers import known_browser, new_token
from classroom.storage.database import database
from ui.server.assets import base_path

COOKIE = "deal_desk_browser"
KEPT = 200 * 24 * 3600
"""Seconds for which a browser keeps it: a school year's class is met again."""
JOIN = "join"


class Named:
    """Middleware that gives a browser its number on the page where students join.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        page = f"{base_path()}/{JOIN}"
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != page:
            await self._app(scope, receive, send)
            return
        kept = HTTPConnection(scope).cookies.get(COOKIE, "")
        token = await run_in_threadpool(_token_for, kept)

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start" and token:
                cookie = _cookie(token, secure=scope["scheme"] == "https")
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_named)


def browser() -> str:
    """Return the number of the browser that a page is drawn for; empty if it has none."""
    return of_cookie(str(st.context.cookies.get(COOKIE, "")))


def of_cookie(kept: str) -> str:
    """Return the number that a cookie holds; empty if this installation did not give it."""
    return known_browser(database(), kept) if kept else ""


def _token_for(kept: str) -> str:
    """Return what a browser is to keep from now on; empty if it has it, or there is none just now."""
    try:
        return "" if of_cookie(kept) else new_token(database())
    except ClassError:
        return ""


def _cookie(token: str, secure: bool) -> str:
    attributes = f"Path={base_path() or '/'}; Max-Age={KEPT}; HttpOnly; SameSite=Lax"
    return f"{COOKIE}={token}; {attributes}{'; Secure' if secure else ''}"
