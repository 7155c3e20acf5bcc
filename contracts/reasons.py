"""Why a record was put aside: one table of reason codes, with the sentence both sides read."""

import re
from enum import StrEnum

from contracts.events import Sentences


class Reason(StrEnum):
    """Reason codes of rejections, and the two that stand for our own trouble."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    BAD_ENVELOPE = "bad-envelope"
    FORGED_SOURCE = "forged-source"
    UNKNOWN_TYPE = "unknown-type"
    UNKNOWN_AGENCY = "unknown-agency"
    INVALID = "invalid"
    KEY_MISMATCH = "key-mismatch"
    UNKNOWN_SERVICE = "unknown-service"
    INVALID_FIELD = "invalid-field"
    PERSONAL_DATA = "personal-data-in-event"
    OUTSIDE_CITY = "outside-city"
    UNKNOWN_PLACE = "unknown-place"
    UNKNOWN_REQUEST = "unknown-request"
    TOO_MANY_EARLY = "too-many-early"
    NOT_YOUR_REQUEST = "not-your-request"
    CONFLICTING_DUPLICATE = "conflicting-duplicate"
    REFERENCE_REUSED = "reference-reused"
    ARCHIVED = "archived"
    CASE_TOO_BUSY = "case-too-busy"
    SUBMISSION_TOO_OLD = "submission-too-old"
    SURPRISE = "surprise"
    HELD = "held"


SENTENCES: dict[Reason, Sentences] = {
    Reason.UNREADABLE: Sentences(
        id="Isi peristiwa tidak dapat dibaca sebagai JSON UTF-8: {detail}.",
        en="The body cannot be read as UTF-8 JSON: {detail}.",
    ),
    Reason.TOO_LARGE: Sentences(
        id="Peristiwa melampaui batas: {detail}.", en="The event is over a limit: {detail}."
    ),
    Reason.BAD_ENVELOPE: Sentences(
        id="Atribut CloudEvents tidak benar: {detail}.",
        en="The CloudEvents attributes are wrong: {detail}.",
    ),
    Reason.FORGED_SOURCE: Sentences(
        id="ce_source tidak sesuai dengan pemilik topik: {detail}.",
        en="ce_source is not the topic's agency: {detail}.",
    ),
    Reason.UNKNOWN_TYPE: Sentences(
        id="ce_type tidak dikenal: {detail}.", en="ce_type is not known: {detail}."
    ),
    Reason.UNKNOWN_AGENCY: Sentences(
        id="OPD pemilik topik ini tidak ada dalam katalog: {detail}.",
        en="The topic's agency is not in the catalogue: {detail}.",
    ),
    Reason.INVALID: Sentences(
        id="Isi peristiwa tidak sesuai kontrak: {detail}.",
        en="The body does not fit the contract: {detail}.",
    ),
    Reason.KEY_MISMATCH: Sentences(
        id="Kunci rekaman harus sama dengan reference atau request_id: {detail}.",
        en="The record's key must be the reference or the request_id: {detail}.",
    ),
    Reason.UNKNOWN_SERVICE: Sentences(
        id="Layanan tidak ada dalam katalog: {detail}.",
        en="The service is not in the catalogue: {detail}.",
    ),
    Reason.INVALID_FIELD: Sentences(
        id="Isian layanan tidak benar: {detail}.", en="A field of the service is wrong: {detail}."
    ),
    Reason.PERSONAL_DATA: Sentences(
        id="Data pribadi tidak boleh ada dalam peristiwa: {detail}.",
        en="Personal data may not stand in an event: {detail}.",
    ),
    Reason.OUTSIDE_CITY: Sentences(
        id="Koordinat di luar wilayah kota: {detail}.",
        en="The coordinates lie outside the city: {detail}.",
    ),
    Reason.UNKNOWN_PLACE: Sentences(
        id="Tempat tidak dikenal: {detail}.", en="The place is not known: {detail}."
    ),
    Reason.UNKNOWN_REQUEST: Sentences(
        id="Permohonan ini tidak pernah diterima: {detail}.",
        en="No such request ever arrived: {detail}.",
    ),
    Reason.TOO_MANY_EARLY: Sentences(
        id="Terlalu banyak laporan untuk permohonan yang belum dikenal: {detail}.",
        en="Too many reports wait for a request nobody knows yet: {detail}.",
    ),
    Reason.NOT_YOUR_REQUEST: Sentences(
        id="OPD ini tidak berwenang atas permohonan tersebut: {detail}.",
        en="This agency may not say that of this request: {detail}.",
    ),
    Reason.CONFLICTING_DUPLICATE: Sentences(
        id="ce_id yang sama pernah dikirim dengan isi lain: {detail}.",
        en="The same ce_id came before with another body: {detail}.",
    ),
    Reason.REFERENCE_REUSED: Sentences(
        id="Nomor referensi sudah dipakai: {detail}.",
        en="The reference is already in use: {detail}.",
    ),
    Reason.ARCHIVED: Sentences(
        id="Permohonan ini sudah diarsipkan: {detail}.",
        en="This request has been put away: {detail}.",
    ),
    Reason.CASE_TOO_BUSY: Sentences(
        id="Laporan untuk permohonan ini terlalu banyak: {detail}.",
        en="Too much was said of this request: {detail}.",
    ),
    Reason.SUBMISSION_TOO_OLD: Sentences(
        id="Permohonan terlalu lama untuk diterima tanpa operator: {detail}.",
        en="The request is too old to be taken without an operator: {detail}.",
    ),
    Reason.SURPRISE: Sentences(
        id="Simpul gagal mengolah peristiwa ini; Diskominfo memeriksanya: {detail}.",
        en="Simpul failed on this event and its operators look into it: {detail}.",
    ),
    Reason.HELD: Sentences(
        id="Permohonan ini ditahan sampai gangguan sebelumnya diperiksa: {detail}.",
        en="The request is held until an earlier failure is looked into: {detail}.",
    ),
}


REMEDIES: dict[Reason, str] = {
    Reason.UNREADABLE: "Send one JSON object, UTF-8 without a byte order mark, as RFC 8259 has it.",
    Reason.TOO_LARGE: "Send less: photographs and files do not travel in events.",
    Reason.BAD_ENVELOPE: "Set each CloudEvents header once, in binary mode.",
    Reason.FORGED_SOURCE: "Publish on your own topic, with your own agency in ce_source.",
    Reason.UNKNOWN_TYPE: "Use a type of this page, in a version of this page.",
    Reason.UNKNOWN_AGENCY: "Ask Diskominfo to add the agency to the catalogue, then send again.",
    Reason.INVALID: "Correct the field that is named and send again under a new ce_id.",
    Reason.KEY_MISMATCH: "Set the record's key to the body's reference or request_id.",
    Reason.UNKNOWN_SERVICE: "Use a published service, by your own code or the catalogue's.",
    Reason.INVALID_FIELD: "Correct the field that is named and send again under a new ce_id.",
    Reason.PERSONAL_DATA: "Put it into the vault and send the `reporter_ref` it gives you.",
    Reason.OUTSIDE_CITY: "Check the coordinates and their order, or give the kelurahan's code.",
    Reason.UNKNOWN_PLACE: "Give the kelurahan's code, or its name together with its kecamatan.",
    Reason.UNKNOWN_REQUEST: "Submit the request first, or correct the reference.",
    Reason.TOO_MANY_EARLY: "Submit the request first, then send its news again.",
    Reason.NOT_YOUR_REQUEST: "Report only on requests you submitted or were assigned.",
    Reason.CONFLICTING_DUPLICATE: "Give every event an id of its own; repeat an event unchanged.",
    Reason.REFERENCE_REUSED: "Give every request a reference of its own.",
    Reason.ARCHIVED: "Submit a new request, under a reference of its own.",
    Reason.CASE_TOO_BUSY: "Look for a loop in your app; ask Diskominfo if all of it was meant.",
    Reason.SUBMISSION_TOO_OLD: "Ask Diskominfo to take it in.",
    Reason.SURPRISE: "Nothing: Diskominfo replays the event once the failure is mended.",
    Reason.HELD: "Nothing: Diskominfo replays the event once the failure is mended.",
}
"""What the sender can do about it."""

QUOTED = 80
_PERSONAL_NUMBER = re.compile(r"\d{10,}|\d(?:[ .\-]?\d){12,}|(?:\+?62|0)[ .\-]?8(?:[ .\-]?\d){7,}")
_ADDRESS = re.compile(r"[^\s@]{1,64}@\S{1,255}")


def say(reason: Reason, detail: str | Sentences) -> Sentences:
    """The sentence of a reason with what was expected and what came."""
    words = SENTENCES[reason]
    if isinstance(detail, str):
        detail = Sentences.alike(detail)
    return Sentences(id=words.id.format(detail=detail.id), en=words.en.format(detail=detail.en))


def quote(came: object) -> str:
    """What came, as a sentence may repeat it: one line of 80 characters, without personal numbers.

    Ten digits in a row, thirteen in groups, mobile numbers and e-mail addresses are starred out;
    of objects and lists it says only that they are such.
    """
    if isinstance(came, bytes):
        came = came[: 4 * QUOTED].decode(errors="replace")
    if isinstance(came, str):
        return f'"{_cut(_masked(came[: 4 * QUOTED]))}"'
    if isinstance(came, bool) or came is None:
        return {True: "true", False: "false", None: "null"}[came]
    if isinstance(came, float) or (isinstance(came, int) and came.bit_length() <= _PLAIN_BITS):
        return _cut(_masked(str(came)))
    return (
        "{...}" if isinstance(came, dict) else "[...]" if isinstance(came, list | tuple) else "..."
    )


_PLAIN_BITS = 256  # Python refuses to write out integers of thousands of digits


def _masked(text: str) -> str:
    return _ADDRESS.sub("***@***", _PERSONAL_NUMBER.sub("**********", text))


def _cut(text: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= QUOTED else line[: QUOTED - 3] + "..."
