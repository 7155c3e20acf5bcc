"""What a request that has ended came to in working minutes: by agency, by hop and by pause."""

from contracts.lifecycle import NOT_OURS, State
from contracts.orders import ReopenOrdered, RouteOrdered
from contracts.spent import Spent
from contracts.status import StatusChanged
from tests.builders.cases import Story, events
from tests.builders.facts import MONDAY, a_confirmation, a_withdrawal, an_answer
from tests.builders.kindred import Kindred

S = State


def spent(story: Story) -> Spent:
    """Of the last end."""
    found: list[Spent] = [
        one.spent for one in events(story.said, StatusChanged) if one.spent is not None
    ]
    assert found
    return found[-1]


def turns(found: Spent) -> list[tuple[str | None, int]]:
    return [(one.agency, one.working_minutes) for one in found.hops]


def test_a_closed_request_says_how_long_each_agency_had_it_in_working_minutes() -> None:
    story = Story()
    story.submit("2026-03-16 09:00")
    story.order(RouteOrdered, "2026-03-16 11:00", agency="dishub")
    story.report(S.RESOLVED, "2026-03-17 09:30", "dishub")
    story.hear(a_confirmation, "2026-03-17 10:00")
    found = spent(story)
    assert turns(found)[0] == ("dlh", 120)
    assert found.agencies.keys() == {"dlh", "dishub"}
    assert found.working_minutes == sum(found.agencies.values())


def test_what_an_agency_gave_back_counts_as_its_own_hop() -> None:
    story = Story()
    story.submit("2026-03-16 09:00", service="dlh.with-others")
    again = {"reason": NOT_OURS, "hand_to": "dishub"}
    story.report(S.ROUTED, "2026-03-16 10:00", **again)
    story.order(RouteOrdered, "2026-03-16 11:00", agency="dlh")
    story.hear(a_withdrawal, "2026-03-16 11:30")
    assert turns(spent(story)) == [("dlh", 60), ("dishub", 60), ("dlh", 30)]
    assert spent(story).agencies == {"dlh": 90, "dishub": 60}


def test_a_pause_is_told_with_its_working_minutes_one_under_way_too() -> None:
    story = Story()
    story.submit("2026-03-16 09:00")
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    story.hear(an_answer, "2026-03-16 10:45")
    story.report(S.NEEDS_INFORMATION, "2026-03-16 11:00")
    story.hear(a_withdrawal, "2026-03-16 11:20")
    assert [(one.why, one.working_minutes) for one in spent(story).pauses] == [
        ("needs_information", 45),
        ("needs_information", 20),
    ]


def test_each_cycle_says_what_it_came_to_itself() -> None:
    story = Story()
    story.submit("2026-03-16 09:00", service="dlh.may-be-reopened")
    story.report(S.RESOLVED, "2026-03-16 10:00")
    story.hear(a_confirmation, "2026-03-16 10:00")
    story.order(ReopenOrdered, "2026-03-16 11:00")
    story.report(S.RESOLVED, "2026-03-16 11:15")
    story.hear(a_confirmation, "2026-03-16 11:15")
    assert turns(spent(story)) == [("dlh", 15)]


def test_of_a_split_request_its_parts_say_whose_time_it_was() -> None:
    kindred = Kindred()
    kindred.of().submit("2026-03-16 09:00", service="dlh.with-others")
    kindred.split("dishub", when="2026-03-16 09:30")
    kindred.report("dlh", S.RESOLVED, "2026-03-16 10:00")
    kindred.report("dishub", S.RESOLVED, "2026-03-16 11:00")
    kindred.of().hear(a_confirmation, "2026-03-16 11:30")
    found = spent(kindred.of())
    assert turns(found) == [("dlh", 30), ("dlh", 30), ("dishub", 90)]
    assert found.agencies == {"dlh": 60, "dishub": 90}


def test_a_request_an_earlier_release_began_says_nothing_it_does_not_know() -> None:
    story = Story()
    story.submit(MONDAY)
    story.case = story.case.model_copy(update={"stays": ()})
    story.hear(a_withdrawal, "2026-03-16 12:00")
    (ended,) = (one for one in events(story.said, StatusChanged) if not one.state.is_open)
    assert ended.spent is None
