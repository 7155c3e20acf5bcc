"""Records no bus may take: one function a kind, each breaking a sound submission in one place."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import orjson

from contracts.catalogue import Catalogue
from contracts.intake import StatusReported
from contracts.reasons import Reason
from contracts.records import Headers, Message
from contracts.topics import agency_of

Break = Callable[[Message, "Workshop"], Message]
_DEPTH = 100_000
_HEADERS = 10_000
_SOMEWHERE_ELSE = {"latitude": -6.175392, "longitude": 106.827153}
_SWAPPED = {"latitude": 106.150275, "longitude": -6.115028}
_NIK = "3673015503900001"


class Workshop(NamedTuple):
    """What breaking needs beside the record."""

    catalogue: Catalogue
    dice: Random


def _body(change: Callable[[bytes], bytes]) -> Break:
    return lambda sound, _: sound._replace(value=change(sound.value or b""))


def _fields(**update: Any) -> Break:
    """Some fields replaced; None takes one out."""

    def change(body: bytes) -> bytes:
        changed = {**orjson.loads(body), **update}
        return orjson.dumps({name: value for name, value in changed.items() if value is not None})

    return _body(change)


def _headers(change: Callable[[Headers], Headers]) -> Break:
    return lambda sound, _: sound._replace(headers=change(sound.headers))


def _attribute(name: str, value: bytes | None) -> Break:
    """One attribute replaced; None takes it out."""
    return _headers(
        lambda headers: tuple(
            (key, value if key == name and value is not None else old)
            for key, old in headers
            if key != name or value is not None
        )
    )


def _forged(sound: Message, shop: Workshop) -> Message:
    own = agency_of(sound.topic)
    others = [agency.code for agency in shop.catalogue.agencies if agency.code != own]
    source = f"/{shop.catalogue.city.code}/{shop.dice.choice(others)}"
    return _attribute("ce_source", source.encode())(sound, shop)


def _personal(sound: Message, shop: Workshop) -> Message:
    """A NIK in a field that belongs in the vault."""
    own = agency_of(sound.topic)
    asked = [
        (service, rule)
        for service in shop.catalogue.services
        for rule in service.fields
        if service.owner == own and rule.pii
    ]
    if not asked:
        return _fields(service="LAYANAN-TIDAK-ADA")(sound, shop)
    service, rule = shop.dice.choice(asked)
    return _fields(service=service.code, fields={rule.code: _NIK})(sound, shop)


def _of_nobody(sound: Message, _: Workshop) -> Message:
    """An update for a request that nobody ever submitted."""
    body = orjson.loads(sound.value or b"{}")
    event = StatusReported(reference=body["reference"], status="SELESAI", sequence=1)
    headers = tuple(
        (name, event.TYPE.encode() if name == "ce_type" else value) for name, value in sound.headers
    )
    return sound._replace(value=event.to_bytes(), headers=headers)


BROKEN: dict[str, tuple[Break, Reason]] = {
    "not UTF-8": (_body(lambda body: body[:-1] + b"\xff\xfe}"), Reason.UNREADABLE),
    "cut off": (_body(lambda body: body[: len(body) // 2]), Reason.UNREADABLE),
    "NaN": (_body(lambda body: b'{"sequence":NaN,' + body[1:]), Reason.UNREADABLE),
    "very deep": (_body(lambda _: b"[" * _DEPTH), Reason.UNREADABLE),
    "many headers": (
        _headers(lambda known: (*known, *((f"x{n}", b"") for n in range(_HEADERS)))),
        Reason.TOO_LARGE,
    ),
    "no id": (_attribute("ce_id", None), Reason.BAD_ENVELOPE),
    "empty time": (_attribute("ce_time", b""), Reason.BAD_ENVELOPE),
    "two sources": (
        _headers(lambda known: (*known, ("ce_source", b"/lain/kota"))),
        Reason.BAD_ENVELOPE,
    ),
    "forged source": (_forged, Reason.FORGED_SOURCE),
    "unknown type": (_attribute("ce_type", b"simpul.request.imagined.v1"), Reason.UNKNOWN_TYPE),
    "unknown version": (_attribute("ce_type", b"simpul.request.submitted.v9"), Reason.UNKNOWN_TYPE),
    "unknown service": (_fields(service="LAYANAN-TIDAK-ADA"), Reason.UNKNOWN_SERVICE),
    "no service": (_fields(service=None), Reason.INVALID),
    "number for text": (_fields(description=12), Reason.INVALID),
    "no offset": (_fields(occurred_at="2026-03-12T08:00:00"), Reason.INVALID),
    "unknown field": (_fields(fields={"warna_truk": "hijau"}), Reason.INVALID_FIELD),
    "personal number": (_personal, Reason.PERSONAL_DATA),
    "outside the city": (_fields(location=_SOMEWHERE_ELSE), Reason.OUTSIDE_CITY),
    "swapped coordinates": (_fields(location=_SWAPPED), Reason.OUTSIDE_CITY),
    "unknown kelurahan": (_fields(location={"kelurahan": "36.73.99.9999"}), Reason.UNKNOWN_PLACE),
    "another's key": (lambda sound, _: sound._replace(key=b"lain"), Reason.KEY_MISMATCH),
    "nobody's request": (_of_nobody, Reason.UNKNOWN_REQUEST),
}
"""What is broken and why it is put aside."""
