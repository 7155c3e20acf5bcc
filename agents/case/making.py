"""Values made of values that were checked when they came; never checked twice.

What is built here is never unchecked for long: tests read every event back strictly, and compare
the bytes with those pydantic writes.
"""

from functools import cache
from typing import Any, TypeVar

from contracts.events import Value

V = TypeVar("V", bound=Value)

_put = object.__setattr__
_UNKNOWN: set[str] = set()
"""Which fields were given: nobody asks, so all values share one answer."""


def made(kind: type[V], /, **fields: Any) -> V:
    """A value of checked parts; a required one that is missing fails when it is written."""
    return _of(kind, blank(kind) | fields)


def changed(value: V, **fields: Any) -> V:
    """The same value with some parts replaced."""
    return _of(type(value), vars(value) | fields)


@cache
def blank(kind: type[Value]) -> dict[str, Any]:
    """The fields of a kind in order, at their defaults; an ellipsis where one is required."""
    return {
        name: ... if field.is_required() else field.get_default(call_default_factory=True)
        for name, field in kind.model_fields.items()
    }


def _of(kind: type[V], fields: dict[str, Any]) -> V:
    value = object.__new__(kind)
    _put(value, "__dict__", fields)
    _put(value, "__pydantic_fields_set__", _UNKNOWN)
    _put(value, "__pydantic_extra__", None)
    _put(value, "__pydantic_private__", None)
    return value
