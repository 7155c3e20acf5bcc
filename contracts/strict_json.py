"""JSON as RFC 8259 has it: bytes in, a document or what is wrong with it out, never a guess."""

import orjson

from contracts.events import Sentences

MAX_DEPTH = 64

# Repeated keys are not refused: no parser fast enough for the hot path reports them, and a second
# look at every key would cost more than the rest of the envelope. Every reader of the bus takes
# the last one, so that all of them read the same document.


class NotJson(Sentences):
    """What is wrong with a body."""


def parse(body: bytes) -> object:
    """The document in a body, or `NotJson`."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return _explain(body, error)
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and _deeper(document):
        return _TOO_DEEP
    return document


_TOO_DEEP = NotJson(
    id=f"paling dalam {MAX_DEPTH} tingkat, ternyata lebih",
    en=f"at most {MAX_DEPTH} levels deep, got more",
)
_NOTHING = NotJson(id="diperlukan JSON, ternyata kosong", en="expected JSON, got nothing")
_NOT_UTF8 = NotJson(id="bukan UTF-8", en="it is not UTF-8")


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
        return NotJson(
            id=f"NaN dan Infinity bukan JSON ({place})",
            en=f"NaN and Infinity are not JSON ({place})",
        )
    return NotJson(id=f"salah tulis pada {place}", en=f"a mistake at {place} (line:column)")


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
