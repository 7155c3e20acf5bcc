"""A confidential request goes out as states and times: nothing that was told leaves its case."""

from itertools import chain

from agents.case.record import written
from agents.case.telling import Said
from contracts.inbox import Assign
from contracts.lifecycle import State
from contracts.routing import Routable, Routed
from contracts.sla import ClockPaused
from tests.builders.cases import Story, events, states
from tests.builders.facts import a_note, an_answer

S = State
TOLD = ("Kasur", "item_count", "RAHASIA", "alasan", "Sukawana", "hasil", "Anjing", "dilengkapi")
FACTS = Routable(
    service="dlh.in-confidence",
    submitter="dlh",
    kelurahan="Sukawana",
    fields={"item_count": 2},
)


def told() -> Story:
    """A whole life, with words at every step."""
    story = Story()
    words = {"native": "RAHASIA", "reason": "alasan", "outcome": "hasil"}
    route = Routed(agency="dlh", rule="in-confidence", facts=FACTS)
    story.submit(
        service="dlh.in-confidence",
        confidential=True,
        route=route,
        place={"kelurahan": "Sukawana"},
    )
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00", **words)
    story.hear(an_answer, "2026-03-16 10:30")
    story.hear(a_note, "2026-03-16 10:40")
    story.report(S.SCHEDULED, "2026-03-16 11:00", **words)
    story.report(S.IN_PROGRESS, "2026-03-16 10:50", **words)
    story.report(S.RESOLVED, "2026-03-16 12:00", **words)
    story.report(S.ROUTED, "2026-03-16 13:00", **words)
    return story


def test_no_output_of_a_confidential_request_carries_what_was_told() -> None:
    story = told()
    bodies = [one.event.to_bytes().decode() for one in story.said if isinstance(one, Said)]
    found = [word for word in TOLD for body in bodies if word in body]
    assert found == []


def test_a_confidential_requests_case_keeps_none_of_it_either() -> None:
    body = written(told().case).decode()
    assert [word for word in TOLD if word in body] == []


def test_a_confidential_request_moves_and_is_timed_like_any_other() -> None:
    assert states(told().said) == [
        *(S.RECEIVED, S.VERIFIED, S.ROUTED, S.ACKNOWLEDGED, S.NEEDS_INFORMATION, S.ACKNOWLEDGED),
        *(S.SCHEDULED, S.RESOLVED),
    ]


def test_the_agency_is_given_a_confidential_request_by_its_ticket_alone() -> None:
    (assign,) = events(told().said, Assign)
    assert (assign.description, assign.fields, assign.kelurahan) == (None, {}, None)


def test_a_pause_of_a_confidential_request_names_the_state() -> None:
    assert {one.reason for one in events(told().said, ClockPaused)} == {"needs_information"}


def test_an_open_request_says_the_same_words() -> None:
    story = Story()
    story.submit()
    story.report(S.SCHEDULED, "2026-03-16 10:00", native="TERJADWAL", reason="alasan")
    bodies = b"".join(
        chain.from_iterable([one.event.to_bytes()] for one in story.said if isinstance(one, Said))
    )
    assert all(word in bodies for word in (b"TERJADWAL", b"alasan", b"Kasur"))
