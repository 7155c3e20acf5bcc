"""Deadlines wait for everything that may still change what is due."""

from pathlib import Path

from agents.case.agent import CaseHop
from agents.engine.originals import Originals
from agents.engine.ports import EngineSettings
from agents.engine.reference import ReferenceReader
from contracts.records import StoredRecord
from contracts.releases import CLOCK as CLOCK_KEY
from contracts.releases import Release, Releases
from contracts.topics import CATALOGUE
from tests.builders.catalogue import a_catalogue
from tests.builders.events import CLOCK


def test_what_operators_let_be_read_again_counts_in_the_horizon_as_what_agencies_say(
    tmp_path: Path,
) -> None:
    settings = EngineSettings(bootstrap="nowhere:9092", group="case", datadir=tmp_path)
    releases = Releases()
    release = Release(version="one", effective_at=CLOCK.lead_ms, catalogue=a_catalogue())
    for offset, (key, body) in enumerate(
        [(CLOCK_KEY, CLOCK.to_bytes()), (b"one", release.to_bytes())]
    ):
        releases.apply(StoredRecord(CATALOGUE, 0, offset, 0, key, body))
    reader = ReferenceReader(settings, CATALOGUE, releases.apply)
    hop = CaseHop("kota-serang", reader, releases, Originals(settings))
    assert hop.arrivals() == {
        "agency.dlh.events.v1",
        "agency.dishub.events.v1",
        "agency.dpmptsp.events.v1",
        "bus.retries.v1",
    }
