"""What tells one browser from another: a signed number in a cookie, given with the first page."""

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from classroom.errors import ClassError
from classroom.service.attempts import place
from classroom.service.browsers import known_browser, new_token
from classroom.storage.database import database
from ui.server.messages import asks_for_page, base_path, with_headers

COOKIE = "deal_desk_browser"
KEPT = 200 * 24 * 3600
"""Seconds for which a browser keeps it: a school year's class is met again."""


class Named:
    """Middleware that gives a browser its number with a page.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        token = ""
        if asks_for_page(scope):
            kept = HTTPConnection(scope).cookies.get(COOKIE, "")
            token = await run_in_threadpool(_token_for, kept)
        if token:
            cookie = _cookie(token, secure=scope["scheme"] == "https")
            send = with_headers(send, lambda headers: headers.append("Set-Cookie", cookie))
        await self._app(scope, receive, send)


def browser() -> str:
    """Return the number of the browser that a page is drawn for; empty if it has none."""
    return of_cookie(str(st.context.cookies.get(COOKIE, "")))


def of_cookie(kept: str) -> str:
    """Return the number that a cookie holds; empty if this installation did not give it."""
    return known_browser(database(), kept) if kept else ""


async def whose(connection: HTTPConnection) -> tuple[str, str]:
    """Return the number of the browser that asks, empty if it has none, and where it is."""
    address = place(connection.client.host if connection.client else "")
    kept = connection.cookies.get(COOKIE, "")
    try:
        return (await run_in_threadpool(of_cookie, kept) if kept else ""), address
    except ClassError:
        return "", address


def _token_for(kept: str) -> str:
    """Return what a browser is to keep from now on; empty if it has it, or there is none just now."""
    try:
        return "" if of_cookie(kept) else new_token(database())
    except ClassError:
        return ""


def _cookie(token: str, secure: bool) -> str:
    attributes = f"Path={base_path() or '/'}; Max-Age={KEPT}; HttpOnly; SameSite=Lax"
    return f"{COOKIE}={token}; {attributes}{'; Secure' if secure else ''}"
