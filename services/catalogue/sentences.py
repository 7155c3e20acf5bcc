"""Says in plain words what a value in a pack should have been: tables, no library's messages."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from itertools import takewhile
from typing import Any

from pydantic_core import ErrorDetails

from services.catalogue.lines import Document, Path
from services.catalogue.problems import Problem, Words
from services.catalogue.vocabulary import FIELDS, REMEDIES, REMEDIES_BY_WORDS

EXPECTED: dict[str, str] = {
    "targets": "a whole number above 0",
    "cap_working_days": "a whole number above 0",
    "silent_consent_working_days": "a whole number above 0",
    "reopen_window_working_days": "a whole number above 0",
    "retention_days": "a whole number of days, above 0",
    "minimum_text": "a whole number of characters, 0 or more",
    "claim_skew_hours": "a whole number of hours, 0 or more",
    "warn_at": "a share of the term above 0 and below 1, such as 0.75",
    "level": 'a level in quotes, "1" to "9" or "X"',
    "role": "a role in small letters, such as `division-head`",
    "unassigned": "a share of the term above 0 and below 1, such as 0.25",
    "bounces": "a whole number above 0",
    "desk": "an agency's code, such as `dlh`",
    "code": "a code in small letters, such as `dlh` or `dlh.bulky-waste`",
    "channels": "a channel's code in small letters, such as `rabeg`",
    "owner": "an agency's code, such as `dlh`",
    "co_agencies": "an agency's code, such as `dlh`",
    "operator": "an agency's code, such as `dlh`",
    "fallback": "an agency's code, such as `dlh`",
    "agency": "an agency's code, such as `dlh`",
    "ticket_prefix": "two to four capital letters",
    "effective_from": "a date, such as 2026-01-31",
    "version": "a whole number",
}
"""What a field expects, where its name says it better than its type does."""

_WHOLE = "this"
"""What a file, or an entry of a list, is called where nothing else names it."""

TABLES = {"targets", "fields"}
"""Fields whose keys are chosen by who writes the pack."""

_BY_TYPE: dict[str, str] = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text (put numbers in quotes)",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a table of keys and values",
    "model_type": "a table of keys and values",
    "date_parsing": "a date, such as 2026-01-31",
    "date_from_datetime_parsing": "a date, such as 2026-01-31",
    "datetime_parsing": "a date and time with offset, such as 2026-01-31T08:00:00+07:00",
    "datetime_from_date_parsing": "a date and time with offset, such as 2026-01-31T08:00:00+07:00",
    "timezone_aware": "a date and time with offset, such as 2026-01-31T08:00:00+07:00",
    "time_parsing": "a time of day in quotes, such as '07:30'",
}

_WITH_CONTEXT: dict[str, str] = {
    "enum": "one of {expected}",
    "literal_error": "one of {expected}",
    "greater_than": "above {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "below {lt}",
    "less_than_equal": "{le} or less",
    "string_pattern_mismatch": "text of the form {pattern}",
    "string_too_short": "at least {min_length} characters",
    "too_short": "a list of at least {min_length}",
}

_ALWAYS_BY_TYPE = {"enum", "literal_error", "too_short", "tuple_type", "list_type", "dict_type"}


def problem_of(document: Document, start: Path, error: ErrorDetails) -> Problem:
    """One finding of pydantic below `start` as a problem of a document."""
    path = (*start, *_below(document, start, error["loc"]))
    words = _words(start, path, error)
    return document.problem(_pointed_at(document, path, words.sentence), words)


def _pointed_at(document: Document, path: Path, sentence: str) -> Path:
    """Where a day that a sentence about a whole file begins with is last spoken of."""
    day = _DAY.match(sentence) if not path else None
    said = [at for at in document.lines if day and document.at(at) == day[1]]
    return said[-1] if said else path


_DAY = re.compile(r"(\d{4}-\d\d-\d\d) ")


def _below(document: Document, start: Path, loc: Path) -> Path:
    """The place in the file; a key's own error (`[key]`) is at that key."""
    return tuple(part for part in loc if part != "[key]") if start in document.lines else loc


def _words(start: Path, path: Path, error: ErrorDetails) -> Words:
    name = _name(path, len(start))
    kind = error["type"]
    if kind == "missing":
        meant = _named(path)
        return Words(f"{name} is missing", f"Add it: {meant}" if meant else "Add it")
    if kind == "extra_forbidden":
        near = _nearest(str(path[-1]))
        remedy = f"Write `{near}`, or take it out" if near else "Take it out"
        return Words(f"{name} is not a field known here", remedy)
    expected = _expected(path, error)
    if expected is None:
        message = error["msg"].removeprefix("Value error, ")
        told = message if name == _WHOLE else f"{name}: {message}"
        return Words(told, _remedy(kind, message))
    sentence = f"{name} must be {expected}, got {_shown(error['input'])}"
    return Words(sentence, _instead(expected, error))


def _nearest(written: str) -> str | None:
    """The key that was probably meant: of those alike, the one that begins most alike."""
    alike = get_close_matches(written, FIELDS)
    return max(alike, key=lambda key: _begins_alike(written, key), default=None)


def _begins_alike(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _instead(expected: str, error: ErrorDetails) -> str:
    """What to write: the nearest allowed word where one is near."""
    allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
    near = get_close_matches(str(error["input"]), allowed.split(", "), n=1)
    return f"Write `{near[0]}`" if near else f"Write {expected}"


def _remedy(kind: str, message: str) -> str:
    if kind in REMEDIES:
        return REMEDIES[kind]
    return next(
        (remedy for words, remedy in REMEDIES_BY_WORDS.items() if words in message),
        "Change it so that this holds",
    )


def _expected(path: Path, error: ErrorDetails) -> str | None:
    kind, context = error["type"], error.get("ctx", {})
    if kind in _WITH_CONTEXT:
        by_type = _WITH_CONTEXT[kind].format_map(_Context(context))
    elif kind in _BY_TYPE:
        by_type = _BY_TYPE[kind]
    else:
        return None
    return by_type if kind in _ALWAYS_BY_TYPE else _named(path) or by_type


def _named(path: Path) -> str | None:
    words = [part for part in path if isinstance(part, str)]
    return next((EXPECTED[word] for word in reversed(words[-2:]) if word in EXPECTED), None)


class _Context(dict[str, Any]):
    """A finding's context as words: `'a', 'b' or 'c'` loses its quotes."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        super().__init__({key: str(value).replace("'", "") for key, value in context.items()})


def _name(path: Path, depth: int) -> str:
    """A field's name and what of it: `targets` for P2, `warn_at` item 3, `names` for id."""
    words = [at for at, part in enumerate(path) if isinstance(part, str) and at >= depth]
    if not words:
        return f"`{path[-1]}`" if path and isinstance(path[-1], str) else _WHOLE
    last = words[-1]
    holder = path[last - 1] if last - 1 in words else None
    name = f"`{path[last]}` in `{holder}`" if holder else f"`{path[last]}`"
    if holder in TABLES:
        name = f"`{holder}` for {path[last]}"
    places = [part + 1 for part in path[last + 1 :] if isinstance(part, int)]
    return name + "".join(f" item {place}" for place in places)


def _shown(value: object) -> str:
    if isinstance(value, dict | list | tuple):
        return "a table" if isinstance(value, dict) else "a list"
    return "nothing" if value is None else repr(value)
