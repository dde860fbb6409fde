"""The guard in front of the page: only this machine, only who knows its address, and only so much and so often."""

import hmac
import secrets
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 100_000  # bytes; a drawing is 280 x 280 of them
RATE = 100.0  # requests a second that are answered for long; a slider that is pulled asks 50 times on a fast machine
BURST = 200  # that are answered at once
HOSTS = ("127.0.0.1", "localhost")  # of the Host header: any other name may be one that somebody points at us

HEADERS = {
    # Nothing inline, nothing from elsewhere, and no page that frames this one.
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",  # the address has the token
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def new_token() -> str:
    """A part of an address that nobody guesses."""
    return secrets.token_urlsafe(24)


@dataclass
class Guard:
    """Passes on the requests whose address begins with the token, and puts headers on every response.

    Attributes:
        app: answers them.
        token: of the address.
        clock: gives seconds.
    """

    app: ASGIApp
    token: str
    clock: Callable[[], float] = time.monotonic
    _left: float = BURST
    _looked: float = field(default=0.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        if scope["type"] != "http":  # there are no WebSockets here
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await (self._refusal(scope) or self.app)(scope, receive, send_with_headers)

    def _refusal(self, scope: MutableMapping[str, Any]) -> PlainTextResponse | None:
        first = str(scope["path"]).removeprefix("/").partition("/")[0]
        if not hmac.compare_digest(first.encode(), self.token.encode()):
            return PlainTextResponse("Open the whole address that nox -s draw has printed.\n", 404)
        now = self.clock()
        self._left = min(BURST, self._left + RATE * (now - self._looked)) - 1
        self._looked = now
        if self._left < 0:
            self._left = 0
            return PlainTextResponse("Too many requests. Wait a second.\n", 429, headers={"retry-after": "1"})
        return None
