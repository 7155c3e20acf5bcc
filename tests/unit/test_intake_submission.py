"""What a citizen asked for becomes one fact: routed, placed, promised, without personal data."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.catalogue import Backfill, Kind, Priority
from contracts.ids import digest, record_id, request_id, ticket
from contracts.reasons import Reason
from contracts.records import StoredRecord
from contracts.requests import Claim, Origin, Place, RequestReceived
from contracts.routing import Routable, Routed, Unrouted
from contracts.topics import events_topic
from tests.builders.calendars import at
from tests.builders.catalogue import a_term, an_agency
from tests.builders.events import RECEIVED, a_record, a_submission, milliseconds
from tests.builders.intake import TICKET_KEY, refused, taken

_REQUEST = request_id("kota-serang", "dlh", "DLH-2026-000123")


def _received(record: StoredRecord, **changed: Any) -> RequestReceived:
    fact = taken(record, **changed)
    assert isinstance(fact, RequestReceived)
    return fact


def _asked(**changed: Any) -> StoredRecord:
    return a_record(a_submission(**changed))


def _lamp(**changed: Any) -> StoredRecord:
    body = a_submission(service="PJU-PADAM", fields={"fault": "padam"}, **changed)
    return a_record(body, topic=events_topic("dishub"))


_ORIGIN = Origin(
    agency="dlh",
    topic="agency.dlh.events.v1",
    partition=3,
    offset=41,
    logged_ms=milliseconds(RECEIVED),
    received_at=RECEIVED,
    occurred_at=at("2026-03-12 07:55"),
    claim=Claim.TAKEN,
    source="/kota-serang/dlh",
    event_id="dlh-evt-1",
    digest=digest(a_record().value),
)
_ROUTE = Routed(
    agency="dlh",
    rule="bulky",
    facts=Routable(
        service="dlh.bulky-waste",
        submitter="dlh",
        kecamatan="36.73.01",
        kelurahan="36.73.01.1004",
        fields={"item_kind": ["kasur"], "item_count": 1},
        received_at=RECEIVED,
    ),
)


def test_a_submission_becomes_one_whole_fact() -> None:
    record = a_record()
    assert taken(record) == RequestReceived(
        fact_id=record_id("test-log", record.topic, 3, 41),
        request_id=_REQUEST,
        catalogue="2026-03-01-a",
        origin=_ORIGIN,
        reference="DLH-2026-000123",
        ticket=ticket(_REQUEST, "KS", TICKET_KEY),
        service="dlh.bulky-waste",
        kind=Kind.SERVICE_REQUEST,
        channel="agency",
        description="Kasur bekas di depan rumah.",
        fields={"item_kind": ["kasur"], "item_count": 1},
        place=Place(
            kelurahan="36.73.01.1004", kecamatan="36.73.01", latitude=-6.115, longitude=106.155
        ),
        priority=Priority.P4,
        route=_ROUTE,
        terms=(a_term(),),
    )


def test_the_catalogues_own_code_is_understood_beside_the_agencys() -> None:
    assert _received(_asked(service="dlh.bulky-waste")).service == "dlh.bulky-waste"


@pytest.mark.parametrize("code", ["PJU-PADAM", "ANGKUT", "dlh.street-sweeping", "SAPU"])
def test_a_service_of_somebody_else_or_retired_is_unknown(code: str) -> None:
    assert refused(_asked(service=code)).reason is Reason.UNKNOWN_SERVICE


def test_what_no_rule_matches_waits_in_triage_with_the_facts() -> None:
    in_curug = _received(_lamp(location={"kelurahan": "36.73.04.1001"}))
    assert isinstance(in_curug.route, Unrouted)
    assert in_curug.route.considered == 2
    assert in_curug.route.facts.kecamatan == "36.73.04"


def test_impact_and_urgency_make_the_priority_the_events_before_the_services() -> None:
    said = [_lamp(), _lamp(urgency="danger"), _lamp(impact="city", urgency="plannable")]
    assert [_received(each).priority for each in said] == [
        Priority.P2,
        Priority.P1,
        Priority.P2,
    ]


def test_free_text_is_masked_and_counted_in_description_and_fields() -> None:
    fact = _received(
        _asked(
            description="Hubungi 0812-3456-7890",
            fields={
                "item_kind": ["kasur"],
                "item_count": 1,
                "remark": "surel a@b.id, 36.73.01.020345.0001",
            },
        )
    )
    assert fact.description == "Hubungi [telepon]"
    assert fact.fields["remark"] == "surel [surel], [NIK]"
    assert fact.masked == 3


def test_extras_are_carried_nowhere() -> None:
    fact = _received(_asked(ext={"nama": "Budi"}))
    assert b"Budi" not in fact.to_bytes()


@pytest.mark.parametrize(
    ("claimed", "occurred", "claim"),
    [
        (None, RECEIVED, Claim.NONE),
        ("2026-03-12T00:55:00Z", at("2026-03-12 07:55"), Claim.TAKEN),
        ("2026-03-12T08:00:00+07:00", RECEIVED, Claim.TAKEN),
        ("2026-03-12T08:00:01+07:00", RECEIVED, Claim.FUTURE),
        ("9999-12-31T23:59:59-14:00", RECEIVED, Claim.FUTURE),
        ("2026-03-09T08:00:00+07:00", at("2026-03-09 08:00"), Claim.TAKEN),
        ("2026-03-09T07:59:59+07:00", RECEIVED, Claim.TOO_OLD),
        ("0001-01-01T00:00:00+14:00", RECEIVED, Claim.TOO_OLD),
    ],
)
def test_a_claimed_time_stands_within_the_agencys_skew(
    claimed: str | None, occurred: datetime, claim: Claim
) -> None:
    origin = taken(_asked(occurred_at=claimed)).origin
    assert (origin.occurred_at, origin.claim, origin.received_at) == (occurred, claim, RECEIVED)


def test_a_backfill_the_city_opened_may_claim_the_past() -> None:
    window = Backfill(since=RECEIVED, until=RECEIVED + timedelta(hours=1))
    agencies = (an_agency("dlh", backfills=(window,)),)
    said = [taken(_asked(occurred_at=when), agencies=agencies).origin for when in (
        "2024-05-01T09:00:00+07:00", "2026-03-12T07:00:00+07:00", "0001-01-01T00:00:00+14:00",
    )]  # fmt: skip
    assert [(origin.occurred_at, origin.claim) for origin in said] == [
        (at("2024-05-01 09:00"), Claim.BACKFILL),
        (at("2026-03-12 07:00"), Claim.TAKEN),
        (RECEIVED, Claim.TOO_OLD),
    ]
