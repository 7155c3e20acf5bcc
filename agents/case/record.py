"""A case as the body of its record, without what stands at its default; it reads back equal."""

from typing import Any

import orjson

from agents.case.making import blank
from contracts.cases import Case, Request
from contracts.events import Value

KEPT = 4096
"""Requests at most whose bytes are at hand: a request never changes, only its case does."""

_requests: dict[int, tuple[Request, orjson.Fragment]] = {}


def written(case: Case) -> bytes:
    """The body; the same case has the same bytes, whether it was read or made."""
    parts = _parts(case)
    if case.request is not None:
        parts["request"] = _request(case.request)
    if case.clocks:
        parts["clocks"] = [_parts(one) for one in case.clocks]
    if case.judged:
        parts["judged"] = [(*one[:3], one.outcome.value, one.native) for one in case.judged]
    return orjson.dumps(parts, default=_plain)


def _request(request: Request) -> orjson.Fragment:
    """By identity, and held so that no other takes it over."""
    known = _requests.get(id(request))
    if known is not None:
        return known[1]
    if len(_requests) >= KEPT:
        _requests.clear()
    body = orjson.Fragment(orjson.dumps(_parts(request), default=_plain))
    _requests[id(request)] = request, body
    return body


def _parts(value: Value) -> dict[str, Any]:
    """What does not stand at its default, by value: a reader makes equal values, not the same."""
    defaults = blank(type(value))
    return {
        name: part
        for name, part in vars(value).items()
        if part is not (default := defaults[name]) and (default is ... or part != default)
    }


def _plain(value: object) -> object:
    if isinstance(value, Value):
        return _parts(value)
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(type(value).__name__)
