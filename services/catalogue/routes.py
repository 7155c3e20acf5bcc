"""The catalogue over HTTP, read-only: addresses, and what each is answered with. Decides nothing.

Every answer carries an ETag, and If-None-Match with it is a 304; every error is problem+json.
"""

from http import HTTPStatus
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.catalogue.exports import EXPORTS
from services.catalogue.following import Following, InForce
from services.catalogue.negotiation import accepts, has_it
from services.catalogue.pages import (
    ListPage,
    Page,
    ServicePage,
    Wanted,
    WholePage,
    definition_page,
    export_page,
    list_page,
    service_page,
    whole_page,
)
from services.catalogue.refusals import MEDIA, Problem, Refused, answer_problems

_RETRY_SECONDS = "5"
_SAYS = {
    304: "What the ETag names is what would be answered.",
    404: "There is no such thing.",
    406: "It is not to be had in that form.",
    422: "A condition cannot be read.",
    503: "The catalogue has not been read yet.",
}


def build(following: Following) -> FastAPI:
    """The service over what `following` reads; who starts it also runs `following.follow()`."""
    app = _Service(
        title="Simpul: the service catalogue",
        summary="What the city offers, who answers, and what it promises. Read-only.",
        version=version("simpul"),
        docs_url=None,
        redoc_url=None,
        responses=_problems(406, 503),
    )
    app.include_router(_health(following))
    app.include_router(_catalogue(following), prefix="/v1")
    app.include_router(_exports(following), prefix="/v1")
    app.add_middleware(HeadAsGet)
    answer_problems(app)
    return app


def _health(following: Following) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz", summary="Whether the process lives")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", summary="Whether the catalogue was read and can be answered from")
    async def readyz() -> dict[str, str]:
        return {"status": "ready", "version": _known(following).catalogue.version}

    return router


def _catalogue(following: Following) -> APIRouter:
    router = APIRouter(tags=["catalogue"], responses=_problems(304))

    @router.get("/catalogue", summary="The catalogue in force", response_model=WholePage)
    async def catalogue(request: Request) -> Response:
        return _answer(request, whole_page(_known(following)))

    @router.get(
        "/services",
        summary="The services on offer",
        response_model=ListPage,
        responses=_problems(422),
    )
    async def services(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
        return _answer(request, list_page(_known(following), wanted))

    @router.get(
        "/services/{code}",
        summary="One service, and what is promised",
        response_model=ServicePage,
        responses=_problems(404),
    )
    async def service(request: Request, code: str) -> Response:
        return _answer(request, _found(service_page(_known(following), code), code))

    return router


def _exports(following: Following) -> APIRouter:
    router = APIRouter(tags=["exports"], responses=_problems(304))

    @router.get(
        "/open311/services.json",
        summary="Open311 GeoReport v2: the services",
        response_model=list[dict[str, Any]],
        responses=_problems(404),
    )
    async def open311(request: Request, jurisdiction_id: str | None = None) -> Response:
        return _answer(request, export_page(_in(following, jurisdiction_id), "open311"))

    @router.get(
        "/open311/services/{code}.json",
        summary="Open311 GeoReport v2: what a service asks for",
        response_model=dict[str, Any],
        responses=_problems(404),
    )
    async def definition(
        request: Request, code: str, jurisdiction_id: str | None = None
    ) -> Response:
        now = _in(following, jurisdiction_id)
        return _answer(request, _found(definition_page(now, code), code))

    @router.get(
        "/cpsv-ap.jsonld",
        summary="CPSV-AP 3",
        response_class=Response,
        responses=_form("cpsv-ap"),
    )
    async def cpsv_ap(request: Request) -> Response:
        return _answer(request, export_page(_known(following), "cpsv-ap"))

    @router.get("/services.csv", summary="A table", response_class=Response, responses=_form("csv"))
    async def csv(request: Request) -> Response:
        return _answer(request, export_page(_known(following), "csv"))

    return router


def _known(following: Following) -> InForce:
    now = following.in_force()
    if now is None:
        why = following.why_not_ready() or "No catalogue is in force."
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, why, Retry_After=_RETRY_SECONDS)
    return now


def _in(following: Following, jurisdiction: str | None) -> InForce:
    """GeoReport clients may name the city they mean."""
    now = _known(following)
    city = now.catalogue.city.code
    if jurisdiction not in {None, city}:
        raise Refused(HTTPStatus.NOT_FOUND, f"The jurisdiction served here is {city}.")
    return now


def _found(page: Page | None, code: str) -> Page:
    if page is None:
        raise Refused(HTTPStatus.NOT_FOUND, f"The catalogue has no service {code}.")
    return page


def _answer(request: Request, page: Page) -> Response:
    """The page, or that the client has it, or that it cannot be had in the form it asks for."""
    if not accepts(request.headers.get("accept"), page.media):
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, f"This is to be had as {page.media} only.")
    headers = {"ETag": page.etag, "Cache-Control": "no-cache", "Vary": "Accept"}
    if has_it(request.headers.get("if-none-match"), page.etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(page.body, headers=headers, media_type=page.media)


class HeadAsGet:
    """Answers HEAD as GET; the server sends the head alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a description says of answers other than 200."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": _SAYS[status]}
        | ({"content": {MEDIA: schema}} if status >= HTTPStatus.BAD_REQUEST else {})
        for status in statuses
    }


def _form(name: str) -> dict[int | str, dict[str, Any]]:
    media = EXPORTS[name].media
    return {200: {"description": "The services on offer.", "content": {media: {}}}}


class _Service(FastAPI):
    """Describes itself once asked, with the problem's own schema where answers point to it."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        described = super().openapi()
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = problem.pop("$defs", {})
        described["components"]["schemas"] |= {"Problem": problem, **parts}
        return described
