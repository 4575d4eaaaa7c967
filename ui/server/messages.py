"""What the app's middlewares ask of a request, and add to an answer."""

from collections.abc import Callable

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Scope, Send


def base_path() -> str:
    """Return the path under which the server answers, without a slash at the end."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}" if base else ""


def path_of(scope: Scope) -> str:
    """Return what is asked for, below the path under which the server answers."""
    return str(scope["path"]).removeprefix(base_path())


def asks_for_page(scope: Scope) -> bool:
    """Tell whether a page is asked for: all of them lie side by side."""
    # A server's start and end ask for no path.
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path = path_of(scope)
    return path.count("/") == 1 and "." not in path


def with_headers(send: Send, change: Callable[[MutableHeaders], object]) -> Send:
    """Return what sends an answer once its headers have been changed."""

    async def send_changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(MutableHeaders(scope=message))
        await send(message)

    return send_changed
