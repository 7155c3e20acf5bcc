"""A record as people may look at it: NIK, telephone numbers and e-mail addresses masked."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from agents.intake.redact import redact
from contracts.events import Value
from contracts.quarantine import Header, Original
from contracts.strict_json import NotJson, parse

HEAD = 256
"""Bytes of an unreadable body that are shown."""
_ROW = 16
_LONGEST = 200
"""Characters of a key or a header's value that are shown."""


class ShownHeader(Value):
    """A header's value as text; absent where it was null."""

    name: str
    value: str | None


class Shown(Value):
    """An original without what identifies a person."""

    topic: str
    partition: int
    offset: int
    logged_ms: int
    key: str | None
    headers: tuple[ShownHeader, ...]
    headers_cut: int
    body: Any = None
    """The JSON it holds; absent where it holds none that can be read."""
    head: str | None = None
    """The first bytes of a body that cannot be read, in hexadecimal."""
    size: int
    """Bytes of the body as it came."""
    kept: bool
    """Whether the bytes are here; else the topic had let go of them, and the digest is all."""
    value_digest: str


def shown(original: Original) -> Shown:
    """An original as it may be shown."""
    body = original.value
    document = None if body is None else parse(body)
    unreadable = isinstance(document, NotJson)
    return Shown(
        topic=original.topic,
        partition=original.partition,
        offset=original.offset,
        logged_ms=original.logged_ms,
        key=_text(original.key),
        headers=tuple(_header(one) for one in original.headers),
        headers_cut=original.headers_cut,
        body=None if unreadable else mask(document),
        head=_masked_bytes(body or b"")[:HEAD].hex() if unreadable else None,
        size=len(body or b"") + original.value_cut,
        kept=bool(original.headers_digest),
        value_digest=original.value_digest,
    )


def _header(header: Header) -> ShownHeader:
    return ShownHeader(name=cut(redact(header.name).text), value=_text(header.value))


def _text(value: bytes | None) -> str | None:
    return None if value is None else cut(redact(value.decode(errors="replace")).text)


def cut(text: str) -> str:
    """One line a terminal can be given, not too long."""
    line = _harmless(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}... ({len(line)} characters)"


def _harmless(text: str) -> str:
    """Without what a terminal would obey."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def mask(document: object) -> Any:  # noqa: ANN401 - any JSON
    """The same JSON, masked in every text, name and whole number."""
    if isinstance(document, dict):
        return {redact(name).text: mask(part) for name, part in document.items()}
    if isinstance(document, list):
        return [mask(part) for part in document]
    if isinstance(document, str):
        return redact(document).text
    if isinstance(document, int) and not isinstance(document, bool):
        found = redact(str(document))
        return found.text if found.masked else document
    return document


def _masked_bytes(body: bytes) -> bytes:
    """Numbers and addresses in bytes that are no text; a byte a character, so that none is lost."""
    return redact(body.decode("latin-1")).text.encode("latin-1")


class Lines(NamedTuple):
    """The first lines of something, and how many more there are."""

    shown: list[str]
    more: int


def body_lines(original: Shown, most: int) -> Lines:
    """A body as lines: JSON laid out, or its first bytes as a dump."""
    if original.head is not None:
        return Lines(list(_dump(bytes.fromhex(original.head))), 0)
    laid_out = orjson.dumps(original.body, option=orjson.OPT_INDENT_2).decode().splitlines()
    return Lines([_harmless(line) for line in laid_out[:most]], max(0, len(laid_out) - most))


def _dump(head: bytes) -> Iterator[str]:
    for start in range(0, len(head), _ROW):
        row = head[start : start + _ROW]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)  # noqa: PLR2004
        yield f"{start:04x}  {row.hex(' '):<{3 * _ROW}} {text}"


def short_names(ids: list[str], least: int = 8) -> dict[str, str]:
    """The shortest beginning of each id that no other of them shares."""
    ordered = sorted(ids)
    neighbours = zip(["", *ordered], ordered, [*ordered[1:], ""], strict=False)
    return {
        one: one[: max(least, _shared(before, one) + 1, _shared(one, after) + 1)]
        for before, one, after in neighbours
    }


def _shared(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
