"""The board over HTTP: each address and the page it is answered with. Decides nothing."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from services.board.assets import assets
from services.board.board import Board
from services.board.bus import bus_page
from services.board.courses import BUS, CHARTS, CITY, Drawn, drawn, summed_up
from services.board.listing import list_page
from services.board.pages import city_page
from services.board.rendering import render
from services.board.story import NotTold
from services.board.words import UNKNOWN, moment

MOST_STREAMS: Final = 64
"""Pages that are kept up to date at once; others read on and load anew by themselves."""
BEAT: Final = 15.0
"""Seconds after which a stream says that it lives."""
_OURS: Final = HTTPStatus.INTERNAL_SERVER_ERROR
_HTML: Final = "text/html; charset=utf-8"


def build(board: Board) -> Starlette:
    """The board's pages over what it knows; who starts it also tells it of scrapes."""
    pages = _Pages(board)
    routes = [
        Route("/", lambda _: RedirectResponse("/board", HTTPStatus.SEE_OTHER)),
        Route("/board", pages.city),
        Route("/board/bus", pages.bus),
        Route("/board/find", pages.find),
        Route("/board/requests", pages.requests),
        Route("/board/requests/{named:path}", pages.story),
        Route("/board/course/{code}", pages.course),
        Route("/board/events", pages.events),
        Route("/board/static/{name:path}", _static),
        Route("/livez", lambda _: Response("ok\n", media_type="text/plain")),
    ]
    return Starlette(
        routes=routes,
        exception_handlers={HTTPException: pages.refused, Exception: pages.surprised},
    )


class _Pages:
    """Pages over one board."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._streams = 0

    async def city(self, request: Request) -> Response:
        board = self._board
        found = city_page(board.seen(), board.grown(), board.now())
        return self._page(request, "city.html", "city", found=found, charts=self._charts(CITY))

    async def bus(self, request: Request) -> Response:
        found = bus_page(self._board.seen(), self._board.grown())
        return self._page(request, "bus.html", "bus", found=found, charts=self._charts(BUS))

    async def requests(self, request: Request) -> Response:
        found = list_page(self._board.seen(), request.query_params, self._board.now())
        return self._page(request, "requests.html", "requests", found=found)

    async def find(self, request: Request) -> Response:
        named = request.query_params.get("named", "").strip()
        where = f"/board/requests/{quote(named)}" if named else "/board"
        return RedirectResponse(where, HTTPStatus.SEE_OTHER)

    async def story(self, request: Request) -> Response:
        try:
            found = await self._board.tell(request.path_params["named"])
        except NotTold as untold:
            raise HTTPException(untold.status, str(untold)) from untold
        return self._page(request, "story.html", "story", found=found)

    async def course(self, request: Request) -> Response:
        chart = CHARTS.get(request.path_params["code"])
        if chart is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        body = orjson.dumps(drawn(chart, self._board.course(chart.figure)))
        return Response(body, media_type="application/json")

    async def events(self, _: Request) -> Response:
        if self._streams >= MOST_STREAMS:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE)
        return StreamingResponse(self._told(), media_type="text/event-stream")

    async def _told(self) -> AsyncIterator[str]:
        """A word each time figures came, and a beat where none come."""
        self._streams += 1
        try:
            yield "retry: 3000\n\n"
            while True:
                try:
                    async with asyncio.timeout(BEAT):
                        at_ms = await self._board.turned()
                except TimeoutError:
                    yield ": beat\n\n"
                else:
                    yield f"event: figures\ndata: {at_ms}\n\n"
        finally:
            self._streams -= 1

    async def refused(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        known = HTTPStatus(error.status_code)
        said = error.detail if error.detail != known.phrase else _SENTENCES.get(known, known.phrase)
        return self._page(request, "refused.html", status=known, said=said, headers=error.headers)

    async def surprised(self, request: Request, _: Exception) -> Response:
        said = "Ini kesalahan kami; sudah dicatat."
        return self._page(request, "refused.html", status=_OURS, said=said)

    def _charts(self, charts: tuple[Drawn, ...]) -> list[dict[str, Any]]:
        course = self._board.course
        return [{"chart": one, "rows": summed_up(one, course(one.figure))} for one in charts]

    def _page(
        self,
        request: Request,
        template: str,
        page: str = "",
        status: HTTPStatus = HTTPStatus.OK,
        **values: Any,
    ) -> Response:
        headers, seen, now = values.pop("headers", None), self._board.seen(), self._board.now()
        query = f"?{request.url.query}" if request.url.query else ""
        body = render(
            template,
            page=page,
            city=seen.catalogue.city.name if seen.catalogue is not None else "Simpul",
            now=moment(now, seen.catalogue) if now is not None else UNKNOWN,
            at_ms=seen.moment.at_ms,
            here=request.url.path + query,
            **values,
        )
        return Response(body, status, headers, media_type=_HTML)


_SENTENCES: Final = {
    HTTPStatus.NOT_FOUND: "Tidak ada apa-apa di alamat ini.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Papan ini hanya dapat dibaca.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Terlalu banyak halaman terbuka; muat ulang sebentar lagi.",
}


async def _static(request: Request) -> Response:
    found = assets().get(request.path_params["name"])
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {"ETag": found.etag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(found.body, headers=headers, media_type=found.media)
