"""`simpul send FILE --agency CODE`: an agency's events from a file, judged, then published."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from agents.intake.take import Under
from contracts.records import Message
from contracts.releases import CityClock
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, print_json
from deploy.cli.event_file import Speaker, Wrong, as_messages, read_entries
from deploy.clock import fresh_id, now_ms
from deploy.reach import Reach
from deploy.settings import Settings
from services.catalogue.releases import read_releases
from services.kafka.ports import Receipt

BATCH = 500
MOST_SHOWN = 20
LONG = 1_000
"""Events from which on a progress bar is worth its line."""


def send(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file of events.")],
    agency: Annotated[str, typer.Option(help="Whose events they are: its code, such as dlh.")],
    folder: Folder = None,
    check: Annotated[
        bool, typer.Option("--check", help="Judge the file and send nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Publish an agency's events from a file, after judging each as intake will.

    The file holds one JSON object, an array of them, or one a line (NDJSON):

    {"type": "simpul.status.reported.v1",
     "data": {"reference": "DLH-1", "status": "ANGKUT"}}

    `type` and `data` are the contract's (contracts/README.md). Each may have
    `id`, `time` (RFC 3339 with an offset) and `key` (the record's); absent,
    they are a new id, now, and the data's `reference` or `request_id`.
    With ids of your own, a file sent twice counts once.

    Nothing is sent where anything is wrong: exit code 3, with a sentence for
    each such event. Else the partition and offset of each is printed.
    """
    content = file.read_bytes()
    receipts = answer(context, folder, lambda reach: _send(reach, content, agency, check=check))
    if as_json:
        print_json([receipt._asdict() for receipt in receipts])
        return
    for number, receipt in enumerate(receipts, 1):
        place = f"{receipt.topic} partition {receipt.partition} offset {receipt.offset}"
        typer.echo(f"event {number}: {place}")
    if check:
        typer.echo("Nothing is wrong; nothing was sent.")


async def _send(reach: Reach, content: bytes, agency: str, *, check: bool) -> list[Receipt]:
    speaker = await _speaker(reach, agency)
    messages = _sound(list(as_messages(read_entries(content), speaker)))
    receipts: list[Receipt] = []
    if check:
        return receipts
    async with reach.writer() as writer:
        for batch in _shown(messages):
            receipts += await writer.write(batch)
    return receipts


async def _speaker(reach: Reach, agency: str) -> Speaker:
    """The catalogue in force is what the events are judged by."""
    releases, now = await read_releases(reach.reader()), now_ms()
    catalogue = releases.in_force(now)
    if catalogue is None:
        raise Stopped("No catalogue is published yet; `simpul catalogue publish` does that.")
    if agency not in catalogue.agency:
        known = ", ".join(sorted(catalogue.agency))
        raise Stopped(f"The catalogue names no agency {agency}; it names {known}.", Exit.USAGE)
    key = Settings().ticket_key.get_secret_value().encode()
    clock = releases.clock or CityClock.identity("none")
    return Speaker(agency, Under(catalogue, clock, key), now, fresh_id)


def _sound(judged: Sequence[Message | Wrong]) -> list[Message]:
    wrong = [one for one in judged if isinstance(one, Wrong)]
    if not judged:
        raise Stopped("The file holds no event.", Exit.PROBLEMS)
    if wrong:
        more = [f"... and {len(wrong) - MOST_SHOWN} more."] if len(wrong) > MOST_SHOWN else []
        told = [*(str(one) for one in wrong[:MOST_SHOWN]), *more, "Nothing was sent."]
        raise Stopped("\n".join(told), Exit.PROBLEMS)
    return [one for one in judged if not isinstance(one, Wrong)]


def _shown(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """In batches; with a progress bar on a terminal where it takes a while."""
    batches = list(_batches(messages))
    bar = Console(stderr=True)
    if len(messages) < LONG or not bar.is_terminal:
        yield from batches
    else:
        yield from track(batches, "sending", console=bar, transient=True)


def _batches(messages: Sequence[Message]) -> Iterator[list[Message]]:
    rest = iter(messages)
    while batch := list(islice(rest, BATCH)):
        yield batch
