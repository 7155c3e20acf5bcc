"""Who speaks, and of which request: source, key and identifiers. Whether they may is the case's."""

import re

import orjson

from agents.intake.redact import names_a_person
from contracts import ids
from contracts.envelope import Envelope, Refusal
from contracts.events import Sentences
from contracts.intake import AgencyEvent
from contracts.reasons import Reason, quote
from contracts.records import Headers, Record

_REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def check_source(envelope: Envelope, city: str, agency: str) -> Refusal | None:
    """The source must be the agency whose topic it stands on, or a part of it."""
    own = f"/{city}/{agency}"
    if envelope.source == own or envelope.source.startswith(f"{own}/"):
        return None
    came = quote(envelope.source)
    words = Sentences(
        id=f'harus "{own}" atau diawali "{own}/", ternyata {came}',
        en=f'must be "{own}" or begin with "{own}/", got {came}',
    )
    return Refusal(Reason.FORGED_SOURCE, words, "ce_source")


def check_key(key: bytes | None, event: AgencyEvent) -> Refusal | None:
    """The key must be what the body calls its request, so that its events stay in order."""
    name, spoken = event.names()
    if key == spoken.encode():
        return None
    words = Sentences(
        id=f"harus sama dengan `{name}` {quote(spoken)}, ternyata {quote(key)}",
        en=f"must be `{name}` {quote(spoken)}, got {quote(key)}",
    )
    return Refusal(Reason.KEY_MISMATCH, words, name)


def check_identifiers(envelope: Envelope, event: AgencyEvent) -> Refusal | None:
    """No identifier may be a person's number: identifiers travel on unmasked."""
    attributes = (("ce_id", envelope.id), ("ce_source", envelope.source))
    for name, text in (*attributes, *event.identifiers()):
        if names_a_person(text):
            words = Sentences(
                id=f"`{name}` tidak boleh memuat NIK, nomor telepon atau alamat surel",
                en=f"`{name}` may not hold a NIK, a telephone number or an e-mail address",
            )
            return Refusal(Reason.PERSONAL_DATA, words, name)
    return None


def request_of(event: AgencyEvent, city: str, agency: str) -> str:
    """The id of the request an event speaks of."""
    name, spoken = event.names()
    return spoken if name == "request_id" else ids.request_id(city, agency, spoken)


def readable_request(record: Record, city: str, agency: str) -> str | None:
    """The request a record that is put aside seems to speak of; None where it cannot be told."""
    try:
        body = orjson.loads(record.value or b"")
    except orjson.JSONDecodeError:
        return None
    if not isinstance(body, dict):
        return None
    said, reference = body.get("request_id"), body.get("reference")
    if isinstance(said, str) and _REQUEST_ID.fullmatch(said):
        return said
    if isinstance(reference, str) and 0 < len(reference) <= _LONGEST_REFERENCE:
        return ids.request_id(city, agency, reference)
    return None


_LONGEST_REFERENCE = 100


def readable_header(headers: Headers, name: str) -> str | None:
    """What a header says where it stands once and can be repeated; None otherwise."""
    values = [value for header, value in headers if header == name]
    text = (values[0] or b"").decode(errors="replace") if len(values) == 1 else ""
    fit = 0 < len(text) <= _LONGEST_ATTRIBUTE and text.isprintable() and not names_a_person(text)
    return text if fit else None


_LONGEST_ATTRIBUTE = 200
