"""How many pages may be open at a time: in one browser, from one address, and in all.

One too many is a page that says so, in words, and looks again by itself.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from ui.server.browsers import whose
from ui.server.messages import asks_for_page, path_of

MOST_PAGES = 1_000
"""Pages that one process draws at a time."""
MOST_FROM = 800
"""Pages from one address: a school has one, and a visitor none to spare for all."""
MOST_BY_BROWSER = 40
"""Pages in one browser, where it keeps the number that it is given."""
STREAM, HEALTH = "/_stcore/stream", "/_stcore/health"
"""What Streamlit draws a page over; what a page asks, once it has lost that, whether it may come back."""
AGAIN = 20
"""Seconds after which a page that found no room looks again."""
_IN_BROWSER = (
    "{most} pages of Deal desk are open in this browser, and it can have no more. "
    "Close tabs that you do not need."
)
_FROM_ADDRESS = (
    "{most} pages of Deal desk are open in your network, and it can have no more. "
    "Close tabs that nobody needs."
)
_IN_ALL = (
    "{most} pages of Deal desk are open here: this server has no room for more just now. "
    "What was confirmed is kept."
)
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta http-equiv="refresh" content="{again}"><meta name="viewport" content="width=device-width">
<title>Deal desk</title><style>
:root {{ color-scheme: light dark; }}
main {{ font: 1.1rem/1.5 system-ui, sans-serif; margin: 25vh auto 0; max-width: 34rem; padding: 0 1rem; }}
</style><main role="status"><h1>Too many open pages</h1><p>{words}</p>
<p>This page looks again every {again} seconds.</p></main>"""


class Places:
    """Places of which there are so many and no more, of whatever is named."""

    def __init__(self) -> None:
        self._taken: Counter[object] = Counter()

    def room(self, of: object, most: int) -> bool:
        """Tell whether there is a place left."""
        return self._taken[of] < most

    def take(self, of: object, most: int, held: ExitStack) -> bool:
        """Take a place until `held` is closed; tell whether there was one."""
        if not self.room(of, most):
            return False
        self._taken[of] += 1
        held.callback(self._leave, of)
        return True

    def _leave(self, of: object) -> None:
        self._taken[of] -= 1
        if not self._taken[of]:
            del self._taken[of]


class Crowd:
    """Middleware that lets so many pages be open at a time.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._places = Places()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] == "websocket" and path_of(scope) == STREAM:
            await self._drawn(scope, receive, send)
            return
        page = asks_for_page(scope)
        if page or (scope["type"] == "http" and path_of(scope) == HEALTH):
            for of, (most, words) in (await _limits(scope)).items():
                if not self._places.room(of, most):
                    text = words.format(most=f"{most:,}")
                    html = _PAGE.format(words=text, again=AGAIN)
                    answer = HTMLResponse(html, 503) if page else PlainTextResponse(text, 503)
                    answer.headers.update({"Retry-After": str(AGAIN), "Cache-Control": "no-store"})
                    await answer(scope, receive, send)
                    return
        await self._app(scope, receive, send)

    async def _drawn(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a page be drawn for as long as it is open."""
        limits = await _limits(scope)
        with ExitStack() as held:
            if all(self._places.take(of, most, held) for of, (most, _) in limits.items()):
                await self._app(scope, receive, send)
            else:
                await WebSocketClose()(scope, receive, send)


async def _limits(scope: Scope) -> Mapping[object, tuple[int, str]]:
    """Return, by what is counted, how many pages there may be, and what one too many is told."""
    browser, address = await whose(HTTPConnection(scope))
    limits: dict[object, tuple[int, str]] = {
        ("browser", browser): (MOST_BY_BROWSER, _IN_BROWSER),
        ("address", address): (MOST_FROM, _FROM_ADDRESS),
        "all": (MOST_PAGES, _IN_ALL),
    }
    if not browser:
        del limits["browser", browser]
    return limits
