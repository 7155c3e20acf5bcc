"""Why a record was put aside: one table of reason codes, with the sentence both sides read."""

from enum import StrEnum

from contracts.events import Sentences


class Reason(StrEnum):
    """Reason codes of rejections, and the two that stand for our own trouble."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    BAD_ENVELOPE = "bad-envelope"
    FORGED_SOURCE = "forged-source"
    UNKNOWN_TYPE = "unknown-type"
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
    Reason.SURPRISE: Sentences(
        id="Simpul gagal mengolah peristiwa ini; Diskominfo memeriksanya: {detail}.",
        en="Simpul failed on this event and its operators look into it: {detail}.",
    ),
    Reason.HELD: Sentences(
        id="Permohonan ini ditahan sampai gangguan sebelumnya diperiksa: {detail}.",
        en="The request is held until an earlier failure is looked into: {detail}.",
    ),
}


def say(reason: Reason, detail: str) -> Sentences:
    """The sentence of a reason with what was expected and what came."""
    words = SENTENCES[reason]
    return Sentences(id=words.id.format(detail=detail), en=words.en.format(detail=detail))
