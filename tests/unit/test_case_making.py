"""What the fold builds unchecked is what a checked reader makes of its bytes."""

import pytest

from agents.case.making import changed, made
from agents.case.record import written
from agents.case.telling import Said
from contracts.cases import Case, Clock, ClockState
from contracts.catalogue import Metric
from contracts.events import Sentences
from contracts.lifecycle import State
from contracts.status import Cause
from tests.builders.calendars import at
from tests.builders.cases import Story
from tests.builders.facts import a_note, an_answer

CAUSE = {"fact_id": "f", "topic": "t", "partition": 0, "offset": 1, "logged_ms": 2}


def a_life() -> Story:
    story = Story()
    story.hear(a_note, "2026-03-16 08:50")
    story.submit()
    story.report(State.NEEDS_INFORMATION, "2026-03-16 10:00")
    story.hear(an_answer, "2026-03-16 11:00")
    story.report(State.SCHEDULED, "2026-03-16 09:30")
    story.report(State.ROUTED, "2026-03-16 12:00", "dishub")
    story.report(State.RESOLVED, "2026-03-16 13:30", outcome="done")
    story.report(State.SCHEDULED, "2026-03-16 14:00")
    story.until("2026-03-20 00:00")
    return story


def test_a_value_made_equals_a_value_checked() -> None:
    assert made(Cause, **CAUSE) == Cause.model_validate(CAUSE)
    assert hash(made(Cause, **CAUSE)) == hash(Cause.model_validate(CAUSE))


def test_a_value_changed_leaves_the_one_it_was_made_of() -> None:
    cause = Cause.model_validate(CAUSE)
    assert changed(cause, offset=7) == Cause.model_validate(CAUSE | {"offset": 7})
    assert cause.offset == 1


def test_a_value_made_without_a_required_part_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="ellipsis"):
        made(Sentences, id="kata").model_dump_json()


def test_every_event_of_a_life_is_what_a_strict_reader_makes_of_it() -> None:
    for one in a_life().said:
        if isinstance(one, Said):
            assert type(one.event).read_strictly(one.event.to_bytes()) == one.event


def test_a_written_case_reads_back_equal_and_takes_less_room() -> None:
    for story in (a_life(), Story()):
        body = written(story.case)
        assert Case.read_strictly(body) == story.case
        assert len(body) < len(story.case.to_bytes())


def test_what_stands_at_its_default_is_not_written() -> None:
    clock = Clock(
        metric=Metric.RESOLUTION,
        policy="DAYS",
        state=ClockState.RUNNING,
        started_at=at("2026-03-16 09:00"),
        due=at("2026-03-19 16:00"),
        provisional=False,
    )
    case = Case(request_id="00000000-0000-5000-8000-000000000001", clocks=(clock,))
    assert written(case).decode() == (
        '{"request_id":"00000000-0000-5000-8000-000000000001","clocks":[{"metric":"resolution",'
        '"policy":"DAYS","state":"running","started_at":"2026-03-16T09:00:00+07:00",'
        '"due":"2026-03-19T16:00:00+07:00","provisional":false}]}'
    )
