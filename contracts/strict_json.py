"""JSON as RFC 8259 has it: bytes in, a document or what is wrong with it out, never a guess."""

from typing import NamedTuple

import orjson

from contracts.events import Sentences

MAX_DEPTH = 64

# Repeated keys are not refused: no parser fast enough for the hot path reports them, and a second
# look at every key would cost more than the rest of the envelope. Every reader of the bus takes
# the last one, so that all of them read the same document.


class NotJson(NamedTuple):
    """What is wrong with a body."""

    said: Sentences


def _not_json(id_: str, en: str) -> NotJson:
    return NotJson(Sentences(id=id_, en=en))


def parse(body: bytes) -> object:
    """The document in a body, or `NotJson`."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return _explain(body, error)
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and _deeper(document):
        return _TOO_DEEP
    return document


_TOO_DEEP = _not_json(
    f"paling dalam {MAX_DEPTH} tingkat, ternyata lebih",
    f"at most {MAX_DEPTH} levels deep, got more",
)
_NOTHING = _not_json("diperlukan JSON, ternyata kosong", "expected JSON, got nothing")
_NOT_UTF8 = _not_json("bukan UTF-8", "it is not UTF-8")


def _explain(body: bytes, error: orjson.JSONDecodeError) -> NotJson:
    if not body.strip():
        return _NOTHING
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _NOT_UTF8
    if "depth limit" in error.msg:
        return _TOO_DEEP
    place = f"{error.lineno}:{error.colno}"
    if text[error.pos :].lstrip("-").startswith(("NaN", "Infinity")):
        return _not_json(
            f"NaN dan Infinity bukan JSON ({place})", f"NaN and Infinity are not JSON ({place})"
        )
    return _not_json(
        f"salah tulis pada {place} (baris:kolom)", f"a mistake at {place} (line:column)"
    )


def _deeper(document: object) -> bool:
    """Whether anything lies deeper than allowed; by hand, so that no depth ends the process."""
    level: list[object] = [document]
    for _ in range(MAX_DEPTH):
        level = [
            part
            for whole in level
            if isinstance(whole, dict | list)
            for part in (whole.values() if isinstance(whole, dict) else whole)
        ]
    return any(isinstance(part, dict | list) for part in level)
