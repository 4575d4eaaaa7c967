"""What is taken from inside Streamlit is still there, and is taken in one place only."""

import ast
import re
from pathlib import Path
from unittest.mock import Mock

import pytest
import streamlit as st
import uvicorn
import uvicorn.config
from starlette.types import Receive, Scope, Send
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from tests.support import ROOT, awaited
from ui.server import streamlit_private

# Documented, or the type of what a documented call returns.
PUBLIC = re.compile(r"streamlit|streamlit\.(components\.v[12]|delta_generator|errors|testing\.v1)")


def insides(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    named = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = str(node.module)
            # `from streamlit import web` takes a module too.
            named |= (
                {module} if module != "streamlit" else {f"streamlit.{a.name}" for a in node.names}
            )
    return {name for name in named if name.startswith("streamlit") and not PUBLIC.fullmatch(name)}


def test_one_module_alone_knows_streamlits_inside() -> None:
    files = [ROOT / "app.py", *(ROOT / "ui").rglob("*.py")]
    assert {file.name for file in files if insides(file)} == {"streamlit_private.py"}


def test_what_is_taken_answers_as_this_app_supposes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(callable(getattr(streamlit_private, name)) for name in streamlit_private.__all__)
    assert streamlit_private.get_display_address("0.0.0.0") == "localhost"
    assert streamlit_private.get_url("localhost").startswith("http://localhost:")
    assert streamlit_private.is_host_allowed("desk.example")
    assert streamlit_private.is_url_from_allowed_origins("http://localhost:8501")
    monkeypatch.setattr(
        "streamlit.config.get_option",
        lambda name: ["desk.example"] if name == "server.allowedHosts" else st.get_option(name),
    )
    assert streamlit_private.is_host_allowed("desk.example:8501")
    assert not streamlit_private.is_host_allowed("elsewhere.example")


@pytest.mark.parametrize(("named", "believed"), [(None, False), ("", False), ("127.0.0.1", True)])
def test_a_proxy_is_believed_about_visitors_only_where_it_is_named(
    monkeypatch: pytest.MonkeyPatch, named: str | None, believed: bool
) -> None:
    monkeypatch.setattr(uvicorn.config, "ProxyHeadersMiddleware", ProxyHeadersMiddleware)
    if named is None:
        monkeypatch.delenv(streamlit_private.PROXIES, raising=False)
    else:
        monkeypatch.setenv(streamlit_private.PROXIES, named)
    clients = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        clients.append(scope["client"][0])

    streamlit_private.believe_named_proxies()
    # As Streamlit makes it: before the app is imported.
    config = uvicorn.Config(app, log_config=None, lifespan="off", interface="asgi3")
    config.load()
    scope = {
        "type": "http",
        "client": ("127.0.0.1", 1),
        "headers": [(b"x-forwarded-for", b"203.0.113.9")],
    }
    awaited(config.loaded_app(scope, Mock(), Mock()))
    assert clients == ["203.0.113.9" if believed else "127.0.0.1"]


def test_the_files_of_a_page_are_those_that_streamlit_keeps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    monkeypatch.setattr("streamlit.runtime.exists", lambda: True)
    monkeypatch.setattr("streamlit.runtime.get_instance", lambda: Mock(uploaded_file_mgr=manager))
    manager.add_file("page", UploadedFileRec("file", "a.yaml", "text/yaml", b"x"))
    assert set(streamlit_private.kept_files("page")) == {"file"}
    assert not streamlit_private.kept_files("another")
    manager.remove_session_files("page")
    assert not streamlit_private.kept_files("page")
