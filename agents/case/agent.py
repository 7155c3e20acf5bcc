"""bus.requests.v1 > bus.{status,sla,quarantine,cases}.v1 | agency.*.inbox.v1; decides nothing."""

from collections.abc import Collection, Iterable

import faust

from agents.case.ages import Ages
from agents.case.partition import Cases, Ground
from agents.case.telling import Rules
from agents.engine.folding import folding_app
from agents.engine.metering import UNWATCHED, listing
from agents.engine.originals import Originals
from agents.engine.ports import Arrivals, EngineSettings
from agents.engine.reference import ReferenceReader
from agents.engine.surprise import SurpriseMeter
from contracts.records import Headers
from contracts.releases import Releases
from contracts.topics import CASES, CATALOGUE, KEYED, REQUESTS, RETRIES, events_topic


class CaseHop:
    """Opens the cases of a partition once the catalogue and the city's clock are at hand."""

    def __init__(
        self,
        city: str,
        reader: ReferenceReader,
        releases: Releases,
        originals: Originals,
        release: Headers = (),
        *,
        watched: bool = True,
    ) -> None:
        self._source = f"/{city}/simpul/case"
        self._reader = reader
        self._releases = releases
        self._originals = originals
        self._release = release
        self._watched = watched
        self._ages = Ages(releases.city_clock, releases.in_force)
        self.meter = SurpriseMeter()

    async def ready(self) -> None:
        """Return when the catalogue has been read to its end and names the city's clock."""
        await self._reader.at_end()
        await self._reader.until(lambda: self._releases.clock is not None)

    def open(self, partition: int) -> Cases:
        """The cases of one partition, to be loaded."""
        rules = Rules(self._releases.known, self._releases.city_clock().early_wait_ms)
        ground = Ground(
            clock=self._releases.city_clock,
            rules=rules,
            source=self._source,
            originals=self._originals,
            attempt=self.meter.attempt,
            known=self._known,
            ages=self._ages,
            release=self._release,
            watched=self._watched,
        )
        return Cases(partition, ground)

    def arrivals(self) -> Collection[str]:
        """Every topic an agency of any known version may publish on, and operators' retries."""
        return {RETRIES, *(events_topic(code) for code in self._releases.agencies())}

    async def _known(self, versions: Iterable[str]) -> None:
        """Return when these catalogue versions have been read; intake may be ahead of us."""
        wanted = set(versions)
        await self._reader.until(lambda: all(self._releases.version(one) for one in wanted))


def build(settings: EngineSettings, *, city: str, intake_group: str) -> faust.App:
    """The case hop's app; deadlines wait for what `intake_group` has worked off."""
    releases = Releases()
    reader = ReferenceReader(settings, CATALOGUE, listing(releases, settings.observer))
    originals = Originals(settings)
    watched = settings.observer is not UNWATCHED
    hop = CaseHop(city, reader, releases, originals, settings.release, watched=watched)
    return folding_app(
        settings,
        REQUESTS,
        CASES,
        hop,
        alike=KEYED,
        arrivals=Arrivals(hop.arrivals, intake_group),
        services=(reader, originals),
        meter=hop.meter,
    )
