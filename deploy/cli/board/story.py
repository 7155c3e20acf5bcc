"""The story `simpul trace` tells, as a page of the board: the same telling, laid out otherwise."""

import asyncio
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from contracts.calendar import tell_day
from contracts.cases import ClockState
from contracts.sla import ClockBreached
from contracts.status import StatusChanged
from deploy.cli.answers import Stopped
from deploy.cli.case.telling import shown
from deploy.cli.sla.told import calendar_of, day_told, decrees, name_of
from deploy.cli.sla.versions import version_of
from deploy.cli.story.gathering import Gathered, Line, gather, wanted
from deploy.cli.story.telling import CLOCKS, Told, local, tell
from deploy.reach import Reach
from deploy.sla.explained import ClockExplained, Counts, Version, explained
from services.board.story import ClockStory, DayRow, LineStory, NotTold, StoryPage, Teller
from services.catalogue.releases import read_releases
from services.kafka.failures import TopicsFailed

MOST_AT_ONCE: Final = 2
"""Stories gathered at the same time: each reads the requests' topic from its beginning."""

TONES: Final[dict[ClockState, str]] = {
    ClockState.MET: "good",
    ClockState.BREACHED: "bad",
    ClockState.STOPPED: "bad",
}


def teller(reach: Reach) -> Teller:
    """Tells stories from the topics."""
    turn = asyncio.Semaphore(MOST_AT_ONCE)

    async def told(named: str) -> StoryPage:
        try:
            asked = wanted(named)
            async with turn:
                return await _page(reach, asked)
        except Stopped as unknown:
            raise NotTold(HTTPStatus.NOT_FOUND, str(unknown)) from unknown
        except TopicsFailed as away:
            raise NotTold(HTTPStatus.SERVICE_UNAVAILABLE, str(away)) from away

    return told


async def _page(reach: Reach, named: str) -> StoryPage:
    reader = reach.reader()
    gathered, releases = await gather(reader, named), await read_releases(reader)
    return page_of(gathered, lambda name: version_of(releases, name))


def page_of(gathered: Gathered, version: Version) -> StoryPage:
    """What was gathered, told and laid out."""
    story, is_known = tell(gathered), gathered.case.request is not None
    return StoryPage(
        ticket=story.ticket or story.request_id,
        request_id=story.request_id,
        standing=story.standing,
        details=shown(gathered).details if is_known else (),
        clocks=[_clock(one) for one in explained(gathered.case, version)],
        lines=[_line(*one) for one in zip(gathered.lines, story.told, strict=True)],
    )


def _clock(clock: ClockExplained) -> ClockStory:
    return ClockStory(
        name=name_of(clock),
        state=CLOCKS[clock.state],
        tone=TONES.get(clock.state, ""),
        told=clock.sentences,
        basis=f"{clock.policy}: {clock.legal_basis}",
        calendar=f"kalender {calendar_of(clock)}",
        skipped=list(_skipped(clock)),
        days=[
            DayRow(*day_told(day, clock), is_off=day.counts is not Counts.COUNTED)
            for day in clock.days
        ],
        decrees=list(decrees(clock)),
    )


def _skipped(clock: ClockExplained) -> Iterator[str]:
    """Days off by decree: what everybody's calendar does not say by itself."""
    for one in clock.days:
        if one.counts is Counts.SKIPPED and one.day.off is not None and one.day.off.decree:
            yield f"{tell_day(one.day.date).id}: {one.day.off.reason}"


def _line(line: Line, told: Told) -> LineStory:
    return LineStory(
        at=local(told.at),
        sentence=told.sentence,
        kind=_kind(line),
        record=f"{told.topic} {told.partition}/{told.offset}",
    )


def _kind(line: Line) -> str:
    """What a line is to the eye."""
    if isinstance(line.event, ClockBreached):
        return "breached"
    return "status-line" if isinstance(line.event, StatusChanged) else ""
