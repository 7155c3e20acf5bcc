"""CloudEvents 1.0 on Kafka, binary mode: strict to read, plain to write, never a guess."""

import re
from datetime import datetime
from typing import NamedTuple

from contracts.batches import UnreadBatch
from contracts.events import Event, Sentences
from contracts.reasons import Reason, quote
from contracts.records import Headers, Message, Record
from contracts.strict_json import NotJson, parse


class Envelope(NamedTuple):
    """A record's CloudEvents attributes and body."""

    id: str
    source: str
    type: str
    time: datetime
    data: bytes


class Refusal(NamedTuple):
    """Why something cannot be taken: reason, what was expected and came, the field meant."""

    reason: Reason
    detail: Sentences
    field: str | None = None


MAX_BODY = 256 * 1024
MAX_HEADERS = 64
MAX_HEADER_BYTES = 64 * 1024
MAX_ATTRIBUTE = 200
"""Characters of one attribute."""

REQUIRED = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type")
_MEDIA_TYPE = re.compile(r"application/json(\s*;\s*charset=\"?utf-8\"?)?", re.IGNORECASE)
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def decode(record: Record) -> Envelope | Refusal:
    """Read a record's envelope.

    Exactly one each of ce_specversion (1.0), ce_id, ce_source, ce_type, ce_time (with offset) and
    content-type application/json; no repeated ce_ header; sizes within the limits above; a body
    that is strict JSON.
    """
    if isinstance(record.value, UnreadBatch):
        return Refusal(record.value.reason, record.value.said)
    found = _too_large(record) or _attributes(record.headers)
    if isinstance(found, Refusal):
        return found
    problem = _wrong_constant(found)
    if problem is not None:
        return problem
    time = instant(found["ce_time"])
    if time is None:
        return _refuse("ce_time", _TIME, found["ce_time"])
    document = parse(record.value or b"")
    if isinstance(document, NotJson):
        return Refusal(Reason.UNREADABLE, document.said)
    return Envelope(found["ce_id"], found["ce_source"], found["ce_type"], time, record.value or b"")


_TIME = Sentences(
    id="harus tanggal dan jam dengan selisih zona, misalnya 2026-03-12T07:30:00+07:00",
    en="must be a date and time with an offset, such as 2026-03-12T07:30:00+07:00",
)


def instant(text: str) -> datetime | None:
    """An RFC 3339 date and time with its offset; None for anything else."""
    if not _RFC3339.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def _too_large(record: Record) -> Refusal | None:
    count = len(record.headers)
    if count > MAX_HEADERS:
        return _over(f"{MAX_HEADERS} headers", f"{MAX_HEADERS} header", count)
    size = header_bytes(record.headers)
    if size > MAX_HEADER_BYTES:
        return _over(
            f"{MAX_HEADER_BYTES} bytes of headers", f"{MAX_HEADER_BYTES} byte header", size
        )
    body = len(record.value or b"")
    if body > MAX_BODY:
        return _over(f"{MAX_BODY} bytes of body", f"{MAX_BODY} byte isi", body)
    return None


def header_bytes(headers: Headers) -> int:
    """Bytes of all names and values together."""
    size = 0
    for name, value in headers:
        size += len(name if name.isascii() else name.encode(errors="surrogatepass"))
        size += len(value or b"")
    return size


def _over(limit_en: str, limit_id: str, came: int) -> Refusal:
    words = Sentences(
        id=f"paling banyak {limit_id}, ternyata {came}", en=f"at most {limit_en}, got {came}"
    )
    return Refusal(Reason.TOO_LARGE, words)


def _attributes(headers: Headers) -> dict[str, str] | Refusal:
    """The attributes by header name, each once and readable."""
    found: dict[str, str] = {}
    for name, value in headers:
        if not name.startswith("ce_") and name != "content-type":
            continue
        if name in found:
            return _bad(name, "hanya boleh ada satu kali", "may stand there only once")
        text = _text(value)
        if text is None:
            return _refuse(name, _READABLE, value)
        found[name] = text
    for name in REQUIRED:
        if not found.get(name):
            return _bad(
                name, "wajib ada dan tidak boleh kosong", "is required and may not be empty"
            )
    return found


_READABLE = Sentences(
    id=f"harus teks UTF-8 tanpa karakter kendali, paling panjang {MAX_ATTRIBUTE} karakter",
    en=f"must be UTF-8 text without control characters, at most {MAX_ATTRIBUTE} characters",
)


def _text(value: bytes | None) -> str | None:
    try:
        text = (value or b"").decode()
    except UnicodeDecodeError:
        return None
    return text if len(text) <= MAX_ATTRIBUTE and text.isprintable() else None


def _wrong_constant(found: dict[str, str]) -> Refusal | None:
    if found["ce_specversion"] != "1.0":
        words = Sentences(id='harus "1.0"', en='must be "1.0"')
        return _refuse("ce_specversion", words, found["ce_specversion"])
    media_type = found["content-type"]
    if media_type != "application/json" and not _MEDIA_TYPE.fullmatch(media_type):
        return _refuse("content-type", _MEDIA, media_type)
    return None


_MEDIA = Sentences(
    id="harus application/json (mode biner, bukan structured mode)",
    en="must be application/json (binary mode, not structured mode)",
)


def _refuse(name: str, expected: Sentences, came: str | bytes | None) -> Refusal:
    return _bad(name, f"{expected.id}, ternyata {quote(came)}", f"{expected.en}, got {quote(came)}")


def type_of(headers: Headers) -> str:
    """The type an event's headers name, of a record or a message; empty where they name none."""
    return attribute(headers, "ce_type")


def attribute(headers: Headers, name: str) -> str:
    """The first header of a name, of a record or a message; empty where there is none."""
    values = (value for found, value in headers if found == name and value is not None)
    return next(values, b"").decode(errors="replace")


def _bad(name: str, id_: str, en: str) -> Refusal:
    shown = quote(name)[1:-1]
    return Refusal(
        Reason.BAD_ENVELOPE, Sentences(id=f"`{shown}` {id_}", en=f"`{shown}` {en}"), shown
    )


RELEASE = "simpul_release"
"""Header of every record the bus writes: the release that wrote it. Agencies' records have none."""


def released_as(version: str) -> Headers:
    """The header that says which release wrote a record, made once and put behind the others."""
    return ((RELEASE, version.encode()),)


def encode(  # noqa: PLR0913 -- a keyword for each thing a record says of itself
    event: Event,
    *,
    topic: str,
    key: str,
    event_id: str,
    source: str,
    at: datetime,
    release: Headers = (),
) -> Message:
    """An event as a message: JSON body, attributes as headers, the release where one writes it."""
    headers = headers_of(event.TYPE, event_id, source, at, release)
    return Message(topic, key.encode(), event.to_bytes(), headers)


def headers_of(
    type_: str, event_id: str, source: str, at: datetime, release: Headers = ()
) -> Headers:
    """The CloudEvents attributes as Kafka headers, and the release where the bus writes."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_id", event_id.encode()),
        ("ce_source", source.encode()),
        ("ce_type", type_.encode()),
        ("ce_time", at.isoformat().encode()),
        ("content-type", b"application/json"),
        *release,
    )
