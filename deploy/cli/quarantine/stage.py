"""What a decision on quarantine starts from: who decides, which records, and what is known."""

from typing import NamedTuple

from contracts.releases import CityClock, Releases, in_force
from deploy.cli.answers import Exit, Stopped
from deploy.cli.quarantine.choice import Asked, choice_of
from deploy.cli.quarantine.names import resolved
from deploy.cli.signing import signed
from deploy.cli.story.gathering import gather, wanted
from deploy.clock import now_ms
from deploy.local.progress import progress_line
from deploy.quarantine.choosing import Collected, collect
from deploy.quarantine.decided import Decided, read_decided
from deploy.quarantine.finding import Entry
from deploy.quarantine.foresight import Ground
from deploy.quarantine.planning import Operator
from deploy.reach import Reach
from deploy.settings import Settings
from services.catalogue.releases import read_releases
from services.kafka.ports import TopicReader

_NOW = "now"


class What(NamedTuple):
    """Which records somebody means: by name, by request, or by conditions."""

    names: list[str]
    request: str | None
    asked: Asked
    limit: int


class How(NamedTuple):
    """What is to be done with them, by whom and why."""

    by: str | None
    why: str
    dry_run: bool
    under: str | None = None
    wait: float = 0

    def operator(self) -> Operator:
        """Who decides; Stopped where nothing says who, or why."""
        return Operator(*signed("A decision", self.by, self.why))


class Stage(NamedTuple):
    """What is known before anything is decided."""

    reader: TopicReader
    releases: Releases
    clock: CityClock
    decided: dict[str, Decided]


async def staged(reach: Reach) -> Stage:
    """What is on the topics now; Stopped where no catalogue is."""
    reader = reach.reader()
    releases = await read_releases(reader)
    if releases.clock is None:
        raise Stopped("No catalogue is published yet; `simpul catalogue publish` does that.")
    decided = await read_decided(reader, releases.clock)
    return Stage(reader, releases, releases.clock, decided)


async def request_named(reader: TopicReader, named: str | None) -> str | None:
    """The id of the request somebody means by it or by its ticket."""
    if named is None:
        return None
    return (await gather(reader, wanted(named))).case.request_id


def ground_of(stage: Stage, under: str | None) -> Ground:
    """What records are judged by: the version an operator names, or each its own."""
    now = now_ms()
    key = Settings().ticket_key.get_secret_value().encode()
    version = under
    if under is not None:
        known = [one for one in stage.releases.versions() if one.standing == "accepted"]
        begun = {one.version for one in known if one.effective_at <= now}
        current = in_force(known, now)
        version = current.version if under == _NOW and current is not None else under
        if version not in begun:
            names = ", ".join(sorted(begun)) or "none"
            raise Stopped(f"No version {under} is or was in force; there is {names}.", Exit.USAGE)
    return Ground(stage.releases, key, stage.clock.city(now), version)


async def chosen_of(stage: Stage, what: What) -> Collected:
    """The records meant; Stopped where nothing says which."""
    choice = choice_of(what.asked, stage.clock)
    if not what.names and what.request is None and not any(what.asked):
        raise Stopped(
            "Say which: one ID or more, or options such as --agency or --reason.", Exit.USAGE
        )
    with progress_line() as progress:
        named = await resolved(stage.reader, what.names, progress)
        _must_be_open(named, stage.decided)

        def meant(entry: Entry) -> bool:
            ours = not named or entry.what.quarantine_id in named
            of_it = what.request in (None, entry.what.request_id)
            done = entry.what.quarantine_id in stage.decided and not named
            return ours and of_it and not done and choice.takes(entry)

        return await collect(stage.reader, stage.clock, meant, what.limit, progress)


def _must_be_open(named: frozenset[str], decided: dict[str, Decided]) -> None:
    """What was replayed is not replayed again; a discarded record may yet be."""
    for name in sorted(named & decided.keys()):
        verb, by, why, at = decided[name]
        if verb == "replayed":
            raise Stopped(f"{name} was replayed by {by} on {at:%Y-%m-%d %H:%M}: {why}", Exit.FAILED)
