"""Every HTTP error as RFC 9457 problem details; what they say is decided elsewhere."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from contracts.events import Value

MEDIA = "application/problem+json"


class WrongPart(Value):
    """One part of a request that is not as it must be."""

    parameter: str
    detail: str


class Problem(Value):
    """Why a request was not answered."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[WrongPart, ...] = ()


class Refused(HTTPException):
    """A request is not answered; the sentence says why."""

    def __init__(self, status: HTTPStatus, sentence: str, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(status, sentence, headers=named)


_SENTENCES: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "Nothing is at this address; /openapi.json lists what there is.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This is a reading service: GET and HEAD are all it knows.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The request names something that cannot be asked for.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "This is our mistake; it has been logged.",
}
"""What is said where nobody said anything better."""


def answer_problems(app: FastAPI) -> None:
    """Let every error of an app be a problem."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _surprised)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    said = error.detail if isinstance(error, Refused) else None
    return _answer(request, error.status_code, said, headers=dict(error.headers or {}))


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    wrong = tuple(_wrong(each) for each in error.errors())
    return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, None, errors=wrong)


async def _surprised(request: Request, _: Exception) -> Response:
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, None)


def _wrong(found: dict[str, Any]) -> WrongPart:
    """What a check found, by the parameter's name alone."""
    return WrongPart(parameter=str(found["loc"][-1]), detail=str(found["msg"]))


def _answer(
    request: Request,
    status: int,
    sentence: str | None,
    *,
    errors: tuple[WrongPart, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    known = HTTPStatus(status)
    problem = Problem(
        type=f"urn:simpul:problem:{known.phrase.lower().replace(' ', '-')}",
        title=known.phrase,
        status=status,
        detail=sentence or _SENTENCES.get(status, known.description or known.phrase),
        instance=request.url.path,
        errors=errors,
    )
    body = problem.model_dump_json(exclude_defaults=True)
    kept = {**(headers or {}), "Cache-Control": "no-store"}
    return Response(body, status, kept, media_type=MEDIA)
