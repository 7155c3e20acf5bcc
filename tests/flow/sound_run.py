"""A month of Kota Serang in memory, all of it by the real steps: a log with nothing to find."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import orjson

from contracts.ids import case_event_id, request_id
from contracts.orders import NoteOrdered, RejectOrdered, RouteOrdered
from contracts.records import Headers, Record, StoredRecord
from contracts.topics import ARCHIVE, BUS_TOPICS, CASES, events_topic, inbox_topic
from services.ledger import Check, Report, Scope, audit
from tests.builders.requests import SHOWN
from tests.flow.city import City
from tests.flow.line import AGENCIES

Log = list[StoredRecord]
Change = Callable[[dict[str, Any]], object]

MATTRESS = {"reference": "DLH-2026-000777"}
LIGHT = request_id("kota-serang", "dlh", "DLH-TAMAN-12")
LICENCE = {"reference": "SC-503-0078"}
ORDERED = {"reference": "SC-503-0079"}
TOPICS = (
    *(topic.name for topic in BUS_TOPICS),
    *map(events_topic, AGENCIES),
    *map(inbox_topic, AGENCIES),
)


@cache
def a_sound_run() -> Log:
    """Three agencies' requests: met, breached, paused, ordered about, rejected, put away."""
    return asyncio.run(_run())


async def _run() -> Log:
    city = await City.founded()
    await _a_mattress(city)
    await _a_light(city)
    await _a_licence(city)
    await _a_licence_again(city)
    await city.wait_until("2026-07-20 00:00")
    await city.hear("dlh", "status", "2026-07-20 09:00", status="ANGKUT", **MATTRESS)
    return await city.records(TOPICS)


async def _a_mattress(city: City) -> None:
    asked = {
        "service": "ANGKUT-BESAR",
        "location": {"kelurahan": "36.73.06.1008"},
        "fields": {"item_kind": ["kasur"], "item_count": 1},
    }
    await city.hear("dlh", "status", "2026-03-16 08:59", status="TERJADWAL", **MATTRESS)
    await city.hear("dlh", "submitted", "2026-03-16 09:00", **MATTRESS, **asked)
    await city.hear_again("2026-03-16 09:01")
    await city.hear("dlh", "submitted", "2026-03-16 09:02", **MATTRESS, **asked)
    await city.hear("dishub", "status", "2026-03-16 09:30", status="SURVEI", request_id=_mattress())
    await city.hear("dlh", "status", "2026-03-25 08:40", status="TERANGKUT", **SHOWN, **MATTRESS)
    await city.hear("dlh", "status", "2026-03-25 09:00", status="ANGKUT", **MATTRESS)
    await city.hear("dlh", "status", "2026-03-25 09:10", reference="DLH-2026-000777")


async def _a_light(city: City) -> None:
    asked = {
        "service": "dishub.street-light",
        "location": {"kelurahan": "36.73.01.1004"},
        "fields": {"fault": "padam"},
    }
    await city.hear("dlh", "submitted", "2026-04-06 10:00", reference="DLH-TAMAN-12", **asked)
    await city.hear("dishub", "status", "2026-04-06 14:00", status="DITERIMA", request_id=LIGHT)


_ASKED: dict[str, Any] = {
    "service": "SIP-BIDAN",
    "fields": {"profession": "bidan", "practice_place": "Klinik", "application": "baru"},
}


async def _a_licence(city: City) -> None:
    missing = {"status": "berkas dikembalikan", **LICENCE}
    await city.hear("dpmptsp", "submitted", "2026-04-07 08:00", **LICENCE, **_ASKED)
    await city.hear("dpmptsp", "status", "2026-04-07 08:30", status="entri data", **LICENCE)
    await city.hear("dpmptsp", "status", "2026-04-08 10:30", **missing)
    await city.hear(
        "dishub", "status", "2026-04-13 11:45", status="SELESAI", **SHOWN, request_id=LIGHT
    )
    await city.hear("dpmptsp", "replied", "2026-04-14 09:00", text="STR terlampir.", **LICENCE)
    await city.hear("dpmptsp", "status", "2026-04-14 11:00", status="verifikasi Kasi", **LICENCE)
    forgotten = {"status": "entri data", "occurred_at": "2026-04-14T10:00:00+07:00", **LICENCE}
    await city.hear("dpmptsp", "status", "2026-04-14 12:00", **forgotten)
    await city.hear(
        "dpmptsp", "status", "2026-04-15 10:00", status="penyerahan", **SHOWN, **LICENCE
    )
    await city.hear("dlh", "confirmed", "2026-04-16 19:00", reference="DLH-TAMAN-12")


async def _a_licence_again(city: City) -> None:
    """Nobody answers for it: an operator says who does, and then that it cannot be taken."""
    await city.hear("dpmptsp", "submitted", "2026-04-20 08:00", **ORDERED, **_ASKED)
    of = request_id("kota-serang", "dpmptsp", ORDERED["reference"])
    told: dict[str, Any] = {"request_id": of, "by": "siti", "why": "salah alamat"}
    await city.order(RouteOrdered(order_id="order-1", agency="dishub", **told), "2026-04-20 09:00")
    await city.order(RejectOrdered(order_id="order-2", **told), "2026-04-20 10:00")
    await city.order(NoteOrdered(order_id="order-3", **told), "2026-04-20 11:00")
    await city.hear("dishub", "status", "2026-04-20 12:00", status="DITERIMA", request_id=of)


def _mattress() -> str:
    return request_id("kota-serang", "dlh", MATTRESS["reference"])


def the(topic: str, kind: str, number: int = 0, **fields: Any) -> StoredRecord:
    """A record of the sound run: of a topic, the last word but one of its type, with fields."""
    found = [
        one
        for one in a_sound_run()
        if one.topic == topic
        and kind_of(one) == kind
        and fields.items() <= orjson.loads(one.value or b"{}").items()
    ]
    return found[number]


def kind_of(record: Record) -> str:
    """Such as `breached` of `simpul.sla.breached.v1`; nothing where it names no type."""
    found = next((value for name, value in record.headers if name == "ce_type"), b"..")
    return found.decode().split(".")[2]


def changed(record: StoredRecord, change: Change, log: Log | None = None) -> Log:
    """The run with one record's body changed in place."""
    body = orjson.loads(record.value or b"")
    change(body)
    return put(replace(record, value=orjson.dumps(body)), log)


def put(record: StoredRecord, log: Log | None = None) -> Log:
    """The run with a record in the place of the one that stood there."""
    place = (record.topic, record.partition, record.offset)
    run = a_sound_run() if log is None else log
    return [record if (one.topic, one.partition, one.offset) == place else one for one in run]


def without(*gone: StoredRecord) -> Log:
    """The run with some records gone."""
    places = {(one.topic, one.partition, one.offset) for one in gone}
    return [o for o in a_sound_run() if (o.topic, o.partition, o.offset) not in places]


def said(record: StoredRecord, log: Log | None = None, **changes: Any) -> Log:
    """The run with an event of a case once more, changed, and the case that remembers it."""
    run = a_sound_run() if log is None else log
    beside = [one for one in run if (one.topic, one.partition) == (record.topic, record.partition)]
    body = orjson.loads(record.value or b"")
    request = body["request_id"]
    seq = 1 + sum(one.topic == record.topic and one.key == record.key for one in run)
    body |= {"seq": seq, **changes}
    name = case_event_id(request, record.topic, seq).encode()
    headers: Headers = tuple((k, name if k == "ce_id" else v) for k, v in record.headers)
    more = replace(
        record,
        offset=1 + max((one.offset for one in beside), default=-1),
        value=orjson.dumps(body),
        headers=headers,
        timestamp=max(one.timestamp for one in run),
    )
    return [*counted(request, record.topic, seq, run), more]


def counted(request: str, topic: str, seq: int, log: Log | None = None) -> Log:
    """The run in which a request's case has counted so many events on a topic."""
    return with_case(request, lambda case: case["counters"].update({topic: seq}), log)


def with_case(request: str, change: Change, log: Log | None = None) -> Log:
    """The run in which a request's case, as it was written last or put away, is another."""
    run = a_sound_run() if log is None else log
    case = case_of(request, run)
    away = case.topic == ARCHIVE
    return changed(case, lambda body: change(body["case"] if away else body), run)


def case_of(request: str, log: Log | None = None) -> StoredRecord:
    """The record that remembers a request whole."""
    run = a_sound_run() if log is None else log
    whole = [one for one in run if one.key == request.encode() and one.topic in (CASES, ARCHIVE)]
    return next(one for one in reversed(whole) if kind_of(one) != "stub")


def found(log: Sequence[Record], scope: Scope | None = None) -> list[tuple[Check, str, int, int]]:
    """What the ledger finds, and where."""
    report = audit(log, scope=scope)
    return [(one.check, one.topic, one.partition, one.offset) for one in report.problems]


def at(check: Check, record: StoredRecord) -> tuple[Check, str, int, int]:
    """A finding at a record."""
    return check, record.topic, record.partition, record.offset


def sentences(report: Report) -> list[str]:
    """What was found, in words."""
    return [one.sentence for one in report.problems]
