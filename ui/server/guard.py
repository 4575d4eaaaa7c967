"""What every answer tells a browser not to do, and what of Streamlit's a visitor does not get."""

import os
import re
from collections import Counter

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.server.browsers import whose
from ui.server.messages import path_of, with_headers
from ui.server.streamlit_private import kept_files

FRAMES = "DEAL_DESK_FRAMES"
"""The environment variable with the sites, apart by spaces, that may show the app inside a page of theirs."""
METRICS = "DEAL_DESK_METRICS"
"""The environment variable which, set to anything, lets Streamlit's own figures be read."""
OURS = "'self'"
MOST_FILES = 20
"""Files that one visitor's page may keep here; they lie in memory until it is closed."""
MOST_BY_BROWSER = 60
"""Files of all pages in one browser."""
MOST_FROM = 600
"""Files of all pages from one address: two for each in a school's full hall."""
# For whoever runs the app, or of a part of Streamlit that is switched off.
_CLOSED = re.compile(r"/_stcore/(script-health-check|agent(/.*)?)")
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)")
_TOO_MANY = "Too many files are kept here from you: take some out again, or close their pages."
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
        self._pages: dict[tuple[str, str], set[str]] = {}
        self._arriving: Counter[tuple[str, str]] = Counter()
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
        elif (upload := _UPLOAD.fullmatch(path)) and scope["method"] in ("PUT", "POST"):
            await self._upload(upload[1], upload[2], scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    async def _upload(
        self, session: str, file: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Take a file if that is not one too many for its page, its browser or its address."""
        browser, address = await whose(HTTPConnection(scope))
        limits = {("page", session): MOST_FILES, ("address", address): MOST_FROM}
        if browser:
            limits["browser", browser] = MOST_BY_BROWSER
        # Pages that are closed keep nothing any more.
        self._pages = {
            of: left
            for of, pages in self._pages.items()
            if (left := set(filter(kept_files, pages)))
        }
        too_many = any(self._count(of, session) >= most for of, most in limits.items())
        if too_many and file not in kept_files(session):
            await PlainTextResponse(_TOO_MANY, 429)(scope, receive, send)
            return
        self._arriving.update(limits.keys())
        try:
            await self._app(scope, receive, send)
        finally:
            self._arriving -= Counter(limits.keys())
            for of in limits:
                self._pages.setdefault(of, set()).add(session)

    def _count(self, of: tuple[str, str], session: str) -> int:
        """Count the files that somebody keeps on all pages, this one's too, with those on their way."""
        pages = self._pages.get(of, set()) | {session}
        return self._arriving[of] + sum(len(kept_files(page)) for page in pages)
