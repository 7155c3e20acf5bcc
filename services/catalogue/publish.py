"""Publishes a checked catalogue on ref.catalogue.v1 as a new version; never overwrites one."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from contracts.catalogue import Catalogue
from contracts.envelope import encode
from contracts.events import Event
from contracts.records import Message
from contracts.releases import CURRENT, CityClock, Current, Listed, Release, Releases
from contracts.topics import CATALOGUE
from services.catalogue.clock import establish_clock
from services.catalogue.releases import read_releases
from services.catalogue.wire import SOURCE, content_digest
from services.kafka.latest import latest_by_key
from services.kafka.ports import TopicReader, TopicWriter

ATTEMPTS = 3
_EPOCH = datetime.fromtimestamp(0, UTC)
_VERSION = re.compile(r"v(\d+)-[0-9a-f]{8}")


class Published(NamedTuple):
    """What publishing came to."""

    version: str
    effective_at: int
    """Real milliseconds since 1970 UTC."""
    is_new: bool
    """False where the newest version says the same already, and nothing was written."""


class NotPublished(Exception):
    """Every attempt reached the log too late to take effect when it said; the message says so."""


async def publish(
    catalogue: Catalogue,
    reader: TopicReader,
    writer: TopicWriter,
    clock: CityClock,
    now_ms: Callable[[], int],
) -> Published:
    """Write a catalogue as the next version `v{n}-{digest8}`, and `current` naming it.

    The clock given is written where the topic has none. `now_ms`: real milliseconds since 1970
    UTC, from whatever clock; the record's own LogAppendTime decides whether it came in time.

    Raises:
        NotPublished: it came too late three times.
    """
    standing = await establish_clock(reader, writer, clock)
    releases = await read_releases(reader)
    newest = _newest(releases)
    if newest is not None and _says_the_same(releases, newest, catalogue):
        await _name_current(reader, writer, newest)
        return Published(newest.version, newest.effective_at, is_new=False)
    now = max(now_ms(), newest.effective_at if newest else 0)
    for _ in range(ATTEMPTS):
        release = _release(catalogue, releases, now + standing.lead_ms + _margin(standing))
        receipts = await writer.write([_record(release, release.version, release.effective_at)])
        releases = await read_releases(reader)
        if _accepted(releases, release.version):
            await _name_current(reader, writer, release)
            return Published(release.version, release.effective_at, is_new=True)
        now = receipts[0].timestamp
    raise NotPublished(
        f"The catalogue reached the log less than {standing.lead_ms // 1000} s before it was to"
        f" take effect, {ATTEMPTS} times; is the broker overloaded, or its clock wrong?"
    )


def _newest(releases: Releases) -> Listed | None:
    accepted = [one for one in releases.versions() if one.standing == "accepted"]
    return max(accepted, key=lambda one: one.effective_at, default=None)


def _says_the_same(releases: Releases, newest: Listed, catalogue: Catalogue) -> bool:
    found = releases.version(newest.version)
    return found is not None and content_digest(found) == content_digest(catalogue)


def _accepted(releases: Releases, version: str) -> bool:
    return any(one.version == version and one.standing == "accepted" for one in releases.versions())


def _margin(clock: CityClock) -> int:
    """What is allowed for the way to the log, milliseconds: 5 s, in a demo half a second."""
    return clock.lead_ms // 12 if not clock.demo else clock.lead_ms // 10


def _release(catalogue: Catalogue, releases: Releases, effective_at: int) -> Release:
    numbers = [_VERSION.fullmatch(one.version) for one in releases.versions()]
    number = 1 + max((int(found[1]) for found in numbers if found), default=0)
    version = f"v{number}-{content_digest(catalogue)}"
    named = catalogue.model_copy(update={"version": version})
    return Release(version=version, effective_at=effective_at, catalogue=named)


async def _name_current(reader: TopicReader, writer: TopicWriter, newest: Release | Listed) -> None:
    """Point `current` at the newest version, where it does not yet."""
    current = Current(version=newest.version, effective_at=newest.effective_at)
    standing = (await latest_by_key(reader, CATALOGUE)).get(CURRENT)
    if standing is None or standing.value != current.to_bytes():
        await writer.write([_record(current, CURRENT.decode(), newest.effective_at)])


def _record(event: Event, key: str, effective_at: int) -> Message:
    at = _EPOCH + timedelta(milliseconds=effective_at)
    event_id = f"{key}-{effective_at}"
    return encode(event, topic=CATALOGUE, key=key, event_id=event_id, source=SOURCE, at=at)
