"""An operator at quarantine in tests: what agencies say meanwhile, what is listed and replayed."""

from typing import Any

import orjson

from contracts.records import Message
from tests.builders.events import a_record, headers, message_of
from tests.flow.commands import Run
from tests.flow.working_line import WorkingLine

MINUTE_MS = 60_000
DAY_MS = 1_440 * MINUTE_MS
WHO = ("--by", "Ratna Dewi", "--why", "sudah diperbaiki")
AT_ONCE = (*WHO, "--wait", "0")


def said(number: int, body: dict[str, Any], kind: str) -> Message:
    """DLH publishes an event."""
    named = headers(ce_id=f"evt-{number}".encode(), ce_type=f"simpul.{kind}.v1".encode())
    return message_of(a_record(body, headers=named))


async def hear(line: WorkingLine, number: int, body: dict[str, Any], kind: str) -> None:
    """DLH says something, the bus works, a minute passes."""
    await line.bus.write([said(number, body, kind)])
    await line.carry()
    await line.pass_ms(MINUTE_MS)


def listed(run: Run, *more: str) -> list[dict[str, Any]]:
    """What waits in quarantine."""
    records: list[dict[str, Any]] = orjson.loads(run("quarantine", "list", "--json", *more).stdout)[
        "records"
    ]
    return records


def replayed(run: Run, *words: str) -> dict[str, Any]:
    """What a replay says that finds no problem."""
    found = run("quarantine", "replay", *words, *AT_ONCE, "--json")
    assert found.exit_code == 0, found.stdout + found.stderr
    answer: dict[str, Any] = orjson.loads(found.stdout)
    return answer
