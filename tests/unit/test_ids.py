"""Ids: functions of what they name, and ticket numbers people can read to each other."""

from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.ids import (
    CROCKFORD,
    NAMESPACE,
    case_event_id,
    digest,
    event_key,
    read_ticket,
    record_id,
    request_id,
    ticket,
)

KEY = b"a key of the city"


def test_a_request_is_named_by_city_agency_and_reference() -> None:
    name = request_id("kota-serang", "dlh", "DLH-1")
    assert name == str(uuid5(NAMESPACE, "kota-serang\ndlh\nDLH-1"))
    others = {
        request_id("kota-cilegon", "dlh", "DLH-1"),
        request_id("kota-serang", "dishub", "DLH-1"),
        request_id("kota-serang", "dlh", "DLH-2"),
    }
    assert name not in others
    assert len(others) == 3


@given(st.uuids(), st.text(max_size=40), st.integers(min_value=0))
def test_an_events_id_is_the_uuid_of_its_request_topic_and_seq(
    request: UUID, topic: str, seq: int
) -> None:
    expected = uuid5(NAMESPACE, f"{request}\n{topic}\n{seq}")
    assert case_event_id(str(request), topic, seq) == str(expected)


def test_every_part_of_a_records_coordinates_counts() -> None:
    ids = {
        record_id("a", "t", 0, 0),
        record_id("b", "t", 0, 0),
        record_id("a", "u", 0, 0),
        record_id("a", "t", 1, 0),
        record_id("a", "t", 0, 1),
        record_id("a", "t", 0, 0, 1),
    }
    assert len(ids) == 6
    assert all(len(one) == 32 for one in ids)


def test_an_event_is_known_by_source_and_id_together() -> None:
    assert event_key("/s/dlh", "1") != event_key("/s/dishub", "1")
    assert event_key("/s/dlh", "1") == event_key("/s/dlh", "1")


def test_no_body_and_an_empty_one_have_the_same_fingerprint() -> None:
    assert digest(None) == digest(b"") != digest(b"{}")


def test_a_ticket_is_short_and_says_the_city() -> None:
    assert ticket(request_id("kota-serang", "dlh", "A-1"), "KS", b"k") == "KS-EMJQ-H4PE-1EDE"


@given(st.text())
def test_a_ticket_reads_back_as_itself(request: str) -> None:
    number = ticket(request, "KS", KEY)
    assert read_ticket(number) == number
    assert set(number) <= {*CROCKFORD, "-"}


@pytest.mark.parametrize(
    "typed", ["ks-emjq-h4pe-1ede", " KS-EMJQH4PE1EDE ", "KS-EMJQ H4PE 1EDE", "KS-EMJQ-H4PE-LEDE"]
)
def test_a_ticket_is_found_as_people_type_it(typed: str) -> None:
    assert read_ticket(typed) == "KS-EMJQ-H4PE-1EDE"


@given(st.text(min_size=1), st.integers(3, 16), st.sampled_from(CROCKFORD))
def test_one_wrong_symbol_is_always_noticed(request: str, place: int, symbol: str) -> None:
    number = ticket(request, "KS", KEY)
    if number[place] in {"-", symbol}:
        return
    assert read_ticket(number[:place] + symbol + number[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["", "KS", "KS-", "KS-EMJQ-H4PE", "KS-EMJQ-H4PE-1EDE-0", "É-Ä"])
def test_what_is_no_ticket_is_none(typed: str) -> None:
    assert read_ticket(typed) is None


def test_without_the_key_a_ticket_cannot_be_guessed_from_the_request() -> None:
    assert ticket("a request", "KS", b"one key") != ticket("a request", "KS", b"another")
