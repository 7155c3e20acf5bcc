"""`simpul send`: a file is judged as intake would judge it, and sent whole or not at all."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest

from tests.flow.commands import Run, file_of, report, send, submission
from tests.flow.memory_bus import MemoryBus


def _lines(events: Sequence[object]) -> bytes:
    return b"\n".join(orjson.dumps(event) for event in events)


@pytest.mark.parametrize(
    "content", [[submission()], submission(), _lines([submission(), report("ANGKUT")])]
)
def test_one_event_an_array_or_one_a_line_are_sent(
    run: Run, tmp_path: Path, content: object
) -> None:
    sent = send(run, tmp_path, content)
    assert sent.exit_code == 0
    assert sent.stdout.startswith("event 1: agency.dlh.events.v1 partition ")


def test_sent_events_stand_where_the_command_says(run: Run, bus: MemoryBus, tmp_path: Path) -> None:
    receipts = orjson.loads(send(run, tmp_path, [submission()], "--json").stdout)

    async def read() -> list[tuple[str, int, int]]:
        found = [one async for some in bus.read(["agency.dlh.events.v1"]) for one in some]
        assert dict(found[0].headers)["ce_id"] == b"one"
        return [(one.topic, one.partition, one.offset) for one in found]

    assert asyncio.run(read()) == [(r["topic"], r["partition"], r["offset"]) for r in receipts]


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([report("X", reference=7)], "event 1: The body does not fit the contract: `reference`"),
        ([submission(service="TIDAK-ADA")], "event 1: The service is not in the catalogue"),
        ([submission(), {"type": "x", "data": {}}], "event 2: ce_type is not known"),
        ([{"data": {}}], "event 1: `type`: field required"),
        (b"[1", "The file is not JSON"),
        (b'{"a":1}\n{', "event 2: this line is not JSON"),
        ([], "The file holds no event."),
    ],
)
def test_a_file_with_anything_wrong_is_named_by_event_and_not_sent(
    run: Run, bus: MemoryBus, tmp_path: Path, events: object, sentence: str
) -> None:
    sent = send(run, tmp_path, events)
    assert (sent.exit_code, sent.stdout) == (3, "")
    assert sentence in sent.stderr
    assert not any(asyncio.run(bus.ends(["agency.dlh.events.v1"])).values())


def test_a_file_can_be_judged_without_being_sent(run: Run, bus: MemoryBus, tmp_path: Path) -> None:
    assert send(run, tmp_path, [submission()], "--check").exit_code == 0
    assert not any(asyncio.run(bus.ends(["agency.dlh.events.v1"])).values())


def test_an_agency_the_catalogue_does_not_name_is_a_mistake_of_usage(
    run: Run, tmp_path: Path
) -> None:
    sent = run("send", file_of(tmp_path, [submission()]), "--agency", "dlhh")
    assert sent.exit_code == 2
    assert sent.stderr == ("The catalogue names no agency dlhh; it names dishub, dlh, dpmptsp.\n")
