"""What every answer tells a browser not to do, and what of Streamlit's a visitor does not get."""

import os
import re
from collections import OrderedDict

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.server.messages import path_of, with_headers

FRAMES = "DEAL_DESK_FRAMES"
"""The environment variable with the sites, apart by spaces, that may show the app inside a page of theirs."""
METRICS = "DEAL_DESK_METRICS"
"""The environment variable which, set to anything, lets Streamlit's own figures be read."""
OURS = "'self'"
MOST_FILES = 20
"""Files that one visitor's page may keep here; they lie in memory until it is closed."""
_MOST_SESSIONS = 10_000
# For whoever runs the app, or of a part of Streamlit that is switched off.
_CLOSED = re.compile(r"/_stcore/(script-health-check|agent(/.*)?)")
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)")
_FRAME = re.compile(r"https?://[\w.*-]+(:\d+)?")


def policy(frames: str) -> str:
    """Return what a page may fetch and who may frame it: nobody's pictures, frames or scripts but ours.

    Raises
    ------
    SystemExit
        If what may frame it is no list of sites.
    """
    sites = frames.split()
    for site in sites:
        if not _FRAME.fullmatch(site):
            raise SystemExit(
                f"{FRAMES}: {site} is no site. Allowed: addresses such as https://learn.example.org, "
                "apart by spaces."
            )
    # Streamlit gives elements of ours their scripts as modules made in the page.
    return (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; object-src 'none'; "
        f"frame-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors {' '.join((OURS, *sites))}"
    )


class Guard:
    """Middleware before all that answers.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: OrderedDict[str, set[str]] = OrderedDict()
        self._metrics = bool(os.environ.get(METRICS))
        self._headers = {
            "Content-Security-Policy": policy(os.environ.get(FRAMES, "")),
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            # Addresses hold codes and keys: no other site learns more than where a visitor came from.
            "Referrer-Policy": "strict-origin",
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        guarded = with_headers(send, lambda headers: headers.update(self._headers))
        path = path_of(scope)
        if _CLOSED.fullmatch(path) or (path == "/_stcore/metrics" and not self._metrics):
            await PlainTextResponse("Not found", 404)(scope, receive, guarded)
        elif self._too_many(scope["method"], path):
            await PlainTextResponse("Too many files", 429)(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _too_many(self, method: str, path: str) -> bool:
        """Note what is kept of a page's files; tell whether one more is too many."""
        upload = _UPLOAD.fullmatch(path)
        if upload is None:
            return False
        session, file = upload.groups()
        kept = self._kept.setdefault(session, set())
        self._kept.move_to_end(session)
        if len(self._kept) > _MOST_SESSIONS:
            self._kept.popitem(last=False)
        if method == "DELETE":
            kept.discard(file)
        elif method in ("PUT", "POST") and file not in kept:
            if len(kept) >= MOST_FILES:
                return True
            kept.add(file)
        return False
