"""What computing open clocks anew would come to: tried on every case, and told in figures."""

from contracts.cases import Case
from contracts.lifecycle import State
from contracts.sla import Window
from deploy.cli.sla.recompute import Came, besides
from deploy.sla.recomputing import CalledNow, Named, Planned, groups, plan
from tests.builders.calendars import at
from tests.builders.cases import Story
from tests.builders.climbing import a_climbing_story_of_versions
from tests.builders.facts import a_confirmation
from tests.builders.later import LATER


def planned(
    case: Case, when: str, policy: str | None = None, calendar: str | None = None
) -> Planned:
    named = Named(LATER, policy, calendar, "siti", "x")
    return plan([case], named, a_climbing_story_of_versions().rules.catalogue, at(when))


def came(found: Planned) -> Came:
    return Came(
        version=LATER,
        policy=None,
        calendar=None,
        requests=len(found.orders),
        groups=groups(found.moved),
        moved=found.moved,
        windows=found.windows,
        left=found.left,
        given=False,
        outcomes={},
    )


def at_work(service: str) -> Story:
    story = a_climbing_story_of_versions()
    story.submit(service=service)
    story.report(State.ACKNOWLEDGED, "2026-03-16 09:10")
    return story


def test_who_would_be_called_upon_at_once_is_counted() -> None:
    found = planned(at_work("dlh.by-nights").case, "2026-03-16 10:40", policy="NIGHTS")
    called = [who for one in found.moved for who in one.called_upon]
    assert [who.level for who in called] == ["1"]
    assert sum(group.called_upon for group in groups(found.moved)) == 1
    (told,) = besides(came(found))
    assert told == f"Called upon at once: 1 (1 {called[0].role})."


def test_the_figures_stand_in_the_json() -> None:
    found = came(planned(at_work("dlh.by-nights").case, "2026-03-16 10:40", policy="NIGHTS"))
    body = found.model_dump(mode="json")
    assert sum(group["called_upon"] for group in body["groups"]) == 1
    (one,) = [who for moved in body["moved"] for who in moved["called_upon"]]
    assert CalledNow(**one).level == "1"


def test_who_was_called_upon_by_the_old_terms_already_is_not_counted() -> None:
    story = at_work("dlh.bulky-waste")
    story.until("2026-03-20 00:00")
    found = planned(story.case, "2026-03-20 08:00", policy="DAYS")
    assert found.moved != ()
    assert [one.called_upon for one in found.moved if one.called_upon] == []
    assert list(besides(came(found))) == []


def test_windows_that_would_end_at_another_time_are_counted_and_nothing_else() -> None:
    story = Story()
    story.submit(service="dlh.may-be-reopened")
    story.report(State.RESOLVED, "2026-03-16 10:00")
    resolved = planned(story.case, "2026-03-17 09:00", calendar="OFFICE")
    assert [one.window for one in resolved.windows] == [Window.SILENT_CONSENT]
    assert list(besides(came(resolved))) == ["Silent consent: 1 to end at another time."]
    story.hear(a_confirmation, "2026-03-16 11:00")
    ended = planned(story.case, "2026-03-17 09:00", calendar="OFFICE")
    assert [one.until for one in ended.windows] == [at("2026-03-26 16:00")]
    told = ["Windows to open a request again: 1 to end at another time."]
    assert list(besides(came(ended))) == told
    assert planned(story.case, "2026-03-17 09:00", policy="DAYS").orders == ()
