"""Records no bus may take: one function a kind, each breaking a sound submission in one place."""

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any, NamedTuple

import orjson

from agents.case.waiting import LIMIT
from contracts.catalogue import Catalogue
from contracts.ids import request_id
from contracts.intake import StatusReported
from contracts.reasons import Reason
from contracts.records import Headers, Message
from contracts.topics import agency_of
from deploy.local.demo.asking import references
from deploy.local.demo.chance import chance
from deploy.local.demo.manners import serving

Break = Callable[[Message, "Workshop"], Message]
Make = Callable[[Message, "Workshop"], Iterable[Message]]
_DEPTH = 100_000
_HEADERS = 10_000
_SOMEWHERE_ELSE = {"latitude": -6.175392, "longitude": 106.827153}
_SWAPPED = {"latitude": 106.150275, "longitude": -6.115028}
_NIK = "3673015503900001"
_ROUNDS = 4
"""In one of so many rounds comes the flood too, never in the first: it is many records at once."""

NOBODYS = frozenset(
    {Reason.UNKNOWN_AGENCY, Reason.SUBMISSION_TOO_OLD, Reason.SURPRISE, Reason.HELD}
)
"""What no publisher can bring about alone.

An agency without a topic cannot write, and one with a topic stands in the catalogue until the city
takes it out; a claim of the far past counts only in a window the city opened; the other two are
failures of the bus itself.
"""
LEFT_OUT = frozenset({Reason.CASE_TOO_BUSY})
"""What takes a thousand records of one request: a quarter of an hour's bad events."""


class Workshop(NamedTuple):
    """What breaking needs beside the record."""

    catalogue: Catalogue
    dice: Random


class Kind(NamedTuple):
    """One way to break a record: how, the reason the last of its records gets, and how many."""

    make: Make
    reason: Reason
    records: int = 1


def _body(change: Callable[[bytes], bytes]) -> Break:
    return lambda sound, _: sound._replace(value=change(sound.value or b""))


def _fields(**update: Any) -> Break:
    """Some fields replaced; None takes one out."""

    def change(body: bytes) -> bytes:
        changed = {**orjson.loads(body), **update}
        return orjson.dumps({name: value for name, value in changed.items() if value is not None})

    return _body(change)


_of_no_service = _fields(service="LAYANAN-TIDAK-ADA")


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
    """A NIK in a field that belongs in the vault, of a service of its own where it has such."""
    own = agency_of(sound.topic)
    asked = [
        (service, rule)
        for service in shop.catalogue.services
        for rule in service.fields
        if rule.pii
    ]
    if not asked:
        return _of_no_service(sound, shop)
    service, rule = shop.dice.choice([one for one in asked if one[0].owner == own] or asked)
    return _fields(service=service.code, fields={rule.code: _NIK})(sound, shop)


def _at(location: Mapping[str, object]) -> Break:
    """Another place; where the request has none, nobody would look at it."""

    def change(sound: Message, shop: Workshop) -> Message:
        if orjson.loads(sound.value or b"{}").get("location") is None:
            return _of_no_service(sound, shop)
        return _fields(location=location)(sound, shop)

    return change


def _report(sound: Message, event: StatusReported, event_id: bytes | None = None) -> Message:
    """A status report under a sound record's attributes."""
    changed = {"ce_type": event.TYPE.encode()} | ({"ce_id": event_id} if event_id else {})
    headers = tuple((name, changed.get(name, value)) for name, value in sound.headers)
    key = event.names()[1].encode()
    return sound._replace(key=key, value=event.to_bytes(), headers=headers)


def _of_nobody(sound: Message, _: Workshop) -> Message:
    """An update for a request that nobody ever submitted."""
    return _report(sound, _nobodys(sound, 1))


def _of_another(sound: Message, shop: Workshop) -> Message:
    """An update for a request that another agency took in: the first it ever had."""
    own = agency_of(sound.topic)
    other = shop.dice.choice([code for code in serving(shop.catalogue) if code != own] or [own])
    first = references(shop.catalogue, other or "")(1)
    about = request_id(shop.catalogue.city.code, other or "", first)
    return _report(sound, StatusReported(request_id=about, status="SELESAI", sequence=1))


def _flood(sound: Message, _: Workshop) -> Iterable[Message]:
    """More updates for a request nobody knows than can wait for it."""
    for place in range(1, FLOOD + 1):
        event_id = f"{_reference(sound)}-f{place}".encode()
        yield _report(sound, _nobodys(sound, place), event_id)


def _nobodys(sound: Message, place: int) -> StatusReported:
    return StatusReported(reference=_reference(sound), status="SELESAI", sequence=place)


def _reference(sound: Message) -> str:
    reference: str = orjson.loads(sound.value or b"{}")["reference"]
    return reference


FLOOD = LIMIT + 1


_ONE: dict[str, tuple[Break, Reason]] = {
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
    "unknown service": (_of_no_service, Reason.UNKNOWN_SERVICE),
    "no service": (_fields(service=None), Reason.INVALID),
    "number for text": (_fields(description=12), Reason.INVALID),
    "no offset": (_fields(occurred_at="2026-03-12T08:00:00"), Reason.INVALID),
    "unknown field": (_fields(fields={"warna_truk": "hijau"}), Reason.INVALID_FIELD),
    "personal number": (_personal, Reason.PERSONAL_DATA),
    "outside the city": (_at(_SOMEWHERE_ELSE), Reason.OUTSIDE_CITY),
    "swapped coordinates": (_at(_SWAPPED), Reason.OUTSIDE_CITY),
    "unknown kelurahan": (_at({"kelurahan": "36.73.99.9999"}), Reason.UNKNOWN_PLACE),
    "another's key": (lambda sound, _: sound._replace(key=b"lain"), Reason.KEY_MISMATCH),
    "nobody's request": (_of_nobody, Reason.UNKNOWN_REQUEST),
    "another's request": (_of_another, Reason.NOT_YOUR_REQUEST),
}


def _one(break_it: Break) -> Make:
    return lambda sound, shop: [break_it(sound, shop)]


BROKEN: dict[str, Kind] = {
    **{name: Kind(_one(break_it), reason) for name, (break_it, reason) in _ONE.items()},
    "a flood": Kind(_flood, Reason.TOO_MANY_EARLY, FLOOD),
}
"""What is broken and why it is put aside; mishaps.py has what contradicts an earlier record."""


def turns(catalogue: Catalogue, agency: str, seed: int | str) -> list[str]:
    """The kinds in the order an agency's app breaks them, over and over.

    All agencies go round one order, each from a place of its own: together they are soon through.
    """
    dice = chance(seed, "broken")
    every = list(BROKEN)
    dice.shuffle(every)
    ordinary = [name for name in every if BROKEN[name].records == 1]
    rounds = [*ordinary, *every, *(ordinary * (_ROUNDS - 2))]
    codes = serving(catalogue)
    begin = codes.index(agency) * len(ordinary) // len(codes)
    return rounds[begin:] + rounds[:begin]


def records_a_turn() -> float:
    """How many records one turn makes on average."""
    sizes = [kind.records for kind in BROKEN.values()]
    ordinary = [size for size in sizes if size == 1]
    return (sum(sizes) + len(ordinary) * (_ROUNDS - 1)) / (
        len(sizes) + len(ordinary) * (_ROUNDS - 1)
    )
