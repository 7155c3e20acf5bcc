"""A service's own fields: what they take, what they refuse, and what belongs in the vault."""

from typing import Any

import pytest

from contracts.reasons import Reason
from contracts.records import StoredRecord
from contracts.requests import RequestReceived
from contracts.topics import events_topic
from tests.builders.events import a_record, a_submission
from tests.builders.intake import refused, taken


def _received(record: StoredRecord) -> RequestReceived:
    fact = taken(record)
    assert isinstance(fact, RequestReceived)
    return fact


def _asked(fields: dict[str, Any]) -> StoredRecord:
    return a_record(a_submission(fields=fields))


def _licence(fields: dict[str, Any], **changed: Any) -> StoredRecord:
    whole = {"practice_place": "Klinik Ciceri", **fields}
    body = a_submission(service="SIP", fields=whole, **changed)
    return a_record(body, topic=events_topic("dpmptsp"))


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"item_count": 1}, Reason.INVALID_FIELD, "fields.item_kind"),
        ({"item_kind": None, "item_count": 1}, Reason.INVALID_FIELD, "fields.item_kind"),
        ({"item_kind": [], "item_count": 1}, Reason.INVALID_FIELD, "fields.item_kind"),
        ({"item_kind": ["sofa"], "item_count": 1}, Reason.INVALID_FIELD, "fields.item_kind"),
        ({"item_kind": ["kasur"] * 2, "item_count": 1}, Reason.INVALID_FIELD, "fields.item_kind"),
        ({"item_kind": ["kasur"], "item_count": "1"}, Reason.INVALID_FIELD, "fields.item_count"),
        ({"item_kind": ["kasur"], "item_count": True}, Reason.INVALID_FIELD, "fields.item_count"),
        ({"item_kind": ["kasur"], "item_count": 1, "preferred_date": "12-03-2026"},
         Reason.INVALID_FIELD, "fields.preferred_date"),
        ({"item_kind": ["kasur"], "item_count": 1, "preferred_date": "2026-02-30"},
         Reason.INVALID_FIELD, "fields.preferred_date"),
        ({"item_kind": ["kasur"], "item_count": 1, "remark": 5},
         Reason.INVALID_FIELD, "fields.remark"),
        ({"item_kind": ["kasur"], "item_count": 1, "remark": " "},
         Reason.INVALID_FIELD, "fields.remark"),
        ({"item_kind": ["kasur"], "item_count": 1, "colour": "x"},
         Reason.INVALID_FIELD, "fields.colour"),
        ({"item_kind": ["kasur"], "item_count": 1, "contact_phone": "-"},
         Reason.PERSONAL_DATA, "fields.contact_phone"),
        ({"item_kind": ["kasur"], "item_count": 1, "remark": "3673010203450001"},
         Reason.PERSONAL_DATA, "fields.remark"),
        ({"item_kind": ["kasur"], "item_count": 3673010203450001},
         Reason.PERSONAL_DATA, "fields.item_count"),
        ({"item_kind": ["kasur"], "item_count": 1, "nik": "3673010203450001"},
         Reason.PERSONAL_DATA, "fields.nik"),
    ],
)  # fmt: skip
def test_a_services_own_fields_are_held_against_its_rules(
    fields: dict[str, Any], reason: Reason, field: str
) -> None:
    refusal = refused(_asked(fields))
    assert (refusal.reason, refusal.field) == (reason, field)


def test_a_field_says_what_it_takes() -> None:
    fields = {"item_kind": ["sofa"], "item_count": 1}
    assert refused(_asked(fields)).detail.id == (
        "`fields.item_kind` harus daftar tanpa pengulangan dari kasur, perabot, ternyata [...]"
    )


def test_personal_data_is_sent_to_the_vault() -> None:
    refusal = refused(_licence({"nik": "3673010203450001"}))
    assert (refusal.reason, refusal.field) == (Reason.PERSONAL_DATA, "fields.nik")
    assert refusal.detail.en == (
        "`fields.nik` belongs in the vault; send its `reporter_ref` instead"
    )


def test_a_required_field_that_is_personal_is_not_asked_for_in_the_event() -> None:
    assert _received(_licence({}, reporter_ref="vault-12345")).reporter_ref == "vault-12345"


@pytest.mark.parametrize(
    ("fault", "extra"),
    [
        ("padam", {"seen_at": "2026-03-12T07:00:00+07:00", "sparks": False}),
        ("kedip", {"pole_number": "PJU-12"}),
    ],
)
def test_dates_answers_and_words_are_kept_as_they_came(fault: str, extra: dict[str, Any]) -> None:
    fields = {"fault": fault, **extra}
    body = a_submission(service="PJU-PADAM", fields=fields)
    assert _received(a_record(body, topic=events_topic("dishub"))).fields == fields
