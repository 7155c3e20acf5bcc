"""Bytes to an agency's event, or to a sentence that names field, expectation and what came."""

import re
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from contracts.envelope import Envelope, Refusal
from contracts.events import Sentences
from contracts.intake import AGENCY_EVENTS, AgencyEvent
from contracts.reasons import Reason, quote

_PRIVATE = frozenset({"description", "text", "note", "reason", "address", "reporter_ref", "ext"})
"""Fields whose content is never quoted back: people write names into them."""
_VERSION = re.compile(r"\.v\d+$")


class Wording(NamedTuple):
    """What was expected, in both languages; `{limit}` is filled in from the error."""

    id: str
    en: str
    quoted: bool = True


_INSTANT = Wording(
    "harus tanggal dan jam dengan selisih zona, misalnya 2026-03-12T07:30:00+07:00",
    "must be a date and time with an offset, such as 2026-03-12T07:30:00+07:00",
)
_NUMBER = Wording("harus angka", "must be a number")
_WHOLE = Wording("harus bilangan bulat", "must be a whole number")
_OBJECT = Wording("harus objek JSON", "must be a JSON object")
_WORDINGS: dict[str, Wording] = {
    "missing": Wording("wajib ada", "is required", quoted=False),
    "extra_forbidden": Wording(
        "bukan bagian peristiwa ini (tambahan ditaruh di `ext`)",
        "is no part of this event (extras belong in `ext`)",
        quoted=False,
    ),
    "offset_missing": _INSTANT,
    "datetime_type": _INSTANT,
    "timezone_aware": _INSTANT,
    "string_type": Wording("harus teks", "must be text"),
    "string_too_short": Wording("tidak boleh kosong", "may not be empty", quoted=False),
    "string_too_long": Wording(
        "paling panjang {limit} karakter", "must have at most {limit} characters", quoted=False
    ),
    "string_pattern_mismatch": Wording("harus sesuai pola {limit}", "must match {limit}"),
    "float_type": _NUMBER,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "greater_than_equal": Wording("paling kecil {limit}", "must be at least {limit}"),
    "less_than_equal": Wording("paling besar {limit}", "must be at most {limit}"),
    "less_than": Wording("harus kurang dari {limit}", "must be less than {limit}"),
    "enum": Wording("harus salah satu dari {limit}", "must be one of {limit}"),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "json_invalid": Wording("tidak dapat dibaca", "cannot be read", quoted=False),
    "one_request": Wording(
        "harus ada salah satu: `reference` (milik OPD) atau `request_id` (dari Assign)",
        "must have one of `reference` (your own) and `request_id` (from Assign)",
        quoted=False,
    ),
}
_OTHERWISE = Wording("tidak sesuai kontrak", "does not fit the contract")
_LIMITS = ("max_length", "pattern", "ge", "le", "lt", "expected")


def class_of(envelope: Envelope) -> type[AgencyEvent] | Refusal:
    """The class an envelope's type names."""
    found = AGENCY_EVENTS.get(envelope.type)
    return found if found is not None else _unknown_type(envelope.type)


def _unknown_type(came: str) -> Refusal:
    stem = _VERSION.sub("", came)
    other = [known for known in AGENCY_EVENTS if _VERSION.sub("", known) == stem]
    if other:
        words = Sentences(
            id=f"versi {quote(came)} tidak ada, yang ada {other[0]}",
            en=f"there is no version {quote(came)}, there is {other[0]}",
        )
    else:
        kinds = ", ".join(AGENCY_EVENTS)
        words = Sentences(
            id=f"harus salah satu dari {kinds}, ternyata {quote(came)}",
            en=f"must be one of {kinds}, got {quote(came)}",
        )
    return Refusal(Reason.UNKNOWN_TYPE, words, "ce_type")


def read(kind: type[AgencyEvent], body: bytes) -> AgencyEvent | Refusal:
    """The event in a body, no field more and no type guessed."""
    try:
        found: AgencyEvent = kind.__pydantic_validator__.validate_json(body, strict=True)
    except ValidationError as error:
        return _refusal(error.errors(include_url=False)[0])
    return found


def _refusal(error: ErrorDetails) -> Refusal:
    """The first thing wrong, as a sentence."""
    path = ".".join(quote(str(part))[1:-1] for part in error["loc"])
    wording = _WORDINGS.get(error["type"], _OTHERWISE)
    return Refusal(Reason.INVALID, _sentences(path, wording, error), path or None)


def _sentences(path: str, wording: Wording, error: ErrorDetails) -> Sentences:
    private = not _PRIVATE.isdisjoint(error["loc"])
    came = quote(error["input"]) if wording.quoted and not private else None
    limit = _limit(error)
    name_id, name_en = (f"`{path}`", f"`{path}`") if path else ("isi peristiwa", "the body")
    said_id = f"{name_id} {wording.id.format(limit=limit.replace(' or ', ' atau '))}"
    said_en = f"{name_en} {wording.en.format(limit=limit)}"
    if came is None:
        return Sentences(id=said_id, en=said_en)
    return Sentences(id=f"{said_id}, ternyata {came}", en=f"{said_en}, got {came}")


def _limit(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    return next((str(context[name]) for name in _LIMITS if name in context), "")
