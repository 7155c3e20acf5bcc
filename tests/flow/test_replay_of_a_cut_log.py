"""Of a log whose begin has outlived its retention, what began there is left out, not guessed."""

from pathlib import Path

from contracts.topics import PARTITIONS, QUARANTINE, REQUESTS
from deploy.shadow.cases import Folded
from deploy.shadow.folder import Shadow
from deploy.shadow.window import Span
from services.catalogue.releases import read_releases
from tests.builders.events import a_status, a_submission
from tests.flow.line import Kept
from tests.flow.memory_bus import MemoryBus
from tests.flow.replaying import hear
from tests.flow.working_line import WorkingLine


def _nobody(_read: int, _size: int) -> None: ...


async def _folded(bus: MemoryBus, folder: Path, gone: int) -> Folded:
    """What is folded where the first records of every partition are gone."""
    ends = await bus.ends([REQUESTS])
    begins = {place: min(gone, end) for place, end in ends.items()}
    hop = Folded(await read_releases(bus), Kept(bus), Span(begins, ends), begins, Shadow(folder))
    await hop.replay(bus, {QUARANTINE: PARTITIONS}, _nobody)
    return hop


async def test_a_request_first_heard_of_by_news_of_it_began_out_of_sight(
    bus: MemoryBus, tmp_path: Path
) -> None:
    line = WorkingLine(bus)
    await hear(line, 0, a_submission(), "request.submitted")
    await hear(line, 1, a_status(), "status.reported")
    whole = await _folded(bus, tmp_path / "whole", 0)
    cut = await _folded(bus, tmp_path / "cut", 1)
    assert (whole.requests_left_out, cut.requests_left_out) == (0, 1)
    assert whole.said > 0
    assert (cut.records, cut.said) == (1, 0)


async def test_a_request_submitted_in_what_is_left_is_judged(
    bus: MemoryBus, tmp_path: Path
) -> None:
    line = WorkingLine(bus)
    await hear(line, 0, a_submission(), "request.submitted")
    await hear(line, 0, a_submission(), "request.submitted")
    cut = await _folded(bus, tmp_path, 1)
    assert cut.requests_left_out == 0
    assert cut.said > 0
