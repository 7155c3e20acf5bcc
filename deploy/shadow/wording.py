"""In what two records of one id differ, in words; never more of a body than a few characters."""

from collections.abc import Iterator
from typing import Any, Final

import orjson

from contracts.envelope import RELEASE
from contracts.records import Record
from deploy.shadow.folder import key_text

MOST: Final = 3
"""Places named at most."""
_LONGEST = 60
_HIDDEN: Final = frozenset({"original"})
"""Of what an agency sent as it came, nothing is shown."""
_ABSENT: Final = "nothing"


def told(stands: Record, replayed: dict[str, Any]) -> str:
    """The first places in which a record that stands differs from the replayed one."""
    found = list(_places(stands, replayed))
    if not found:
        return "differs in bytes alone: it reads the same"
    more = f", and {len(found) - MOST} places more" if len(found) > MOST else ""
    return f"differs: {'; '.join(found[:MOST])}{more}"


def _places(stands: Record, replayed: dict[str, Any]) -> Iterator[str]:
    yield from _between("key", key_text(stands.key), replayed["key"])
    headers = {n: v.decode(errors="replace") for n, v in stands.headers if n != RELEASE}
    meant = {name: value for name, value in replayed["headers"].items() if name != RELEASE}
    yield from _between("headers", headers, meant)
    try:
        body = orjson.loads(stands.value or b"null")
    except orjson.JSONDecodeError:
        yield "the body that stands is no JSON"
        return
    yield from _between("", body, replayed["body"])


def _between(path: str, stands: object, replayed: object) -> Iterator[str]:
    """Each leaf that is not the same, by its path."""
    if isinstance(stands, dict) and isinstance(replayed, dict):
        for name in [*stands, *(one for one in replayed if one not in stands)]:
            within = f"{path}.{name}" if path else name
            yield from _between(within, stands.get(name), replayed.get(name))
    elif isinstance(stands, list) and isinstance(replayed, list) and len(stands) == len(replayed):
        for number, pair in enumerate(zip(stands, replayed, strict=True)):
            yield from _between(f"{path}[{number}]", *pair)
    elif stands != replayed:
        yield f"`{path}` stands as {_shown(path, stands)}, replayed {_shown(path, replayed)}"


def _shown(path: str, value: object) -> str:
    if value is None:
        return _ABSENT
    if path.partition(".")[0] in _HIDDEN:
        return "something"
    text = orjson.dumps(value).decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
