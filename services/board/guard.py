"""Around every answer: who may ask by which name, and what a browser must not do with it."""

from collections.abc import Iterable, MutableMapping
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""On every answer; no script or style of a page itself is ever run."""
LOOPBACK_NAMES: Final = frozenset({"localhost"})


class Guard:
    """An app behind it is asked by known names only: a page elsewhere cannot point its own here.

    `names`: host names besides loopback's; none: whoever reaches the board may ask by any.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] | None = ()) -> None:
        self._app = app
        self._names = None if names is None else LOOPBACK_NAMES | frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
                message = {**message, "headers": headers.raw}
            await send(message)

        if not self._may_ask(Headers(scope=scope).get("host", "")):
            refusal = PlainTextResponse(
                "This board is asked by the name it was started for.\n",
                HTTPStatus.MISDIRECTED_REQUEST,
            )
            return await refusal(scope, receive, guarded)
        return await self._app(scope, receive, guarded)

    def _may_ask(self, host: str) -> bool:
        if self._names is None:
            return True
        name = _without_port(host)
        return name in self._names or _is_loopback(name)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
