"""`simpul backup|restore FILE`: reference data and cases, out of one bus and into another."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, console, print_json, stop
from deploy.cli.catalogue import fresh_epoch
from deploy.cli.topics import Replication
from deploy.cli.verify import records_bar
from deploy.clock import now_ms
from deploy.local.kafka import EmbeddedKafka, EmbeddedKafkaFailed
from deploy.reach import KafkaReach, Reach
from deploy.release import RELEASE, VERSION
from deploy.settings import Settings
from deploy.wiring import Hop
from services.backup import (
    Backup,
    BackupRefused,
    Begun,
    Manifest,
    NotEmpty,
    Restoration,
    Topics,
    check_backup,
    restore_backup,
    take_backup,
    writing_backup,
)
from services.kafka.access import KafkaAccess

GROUPS = tuple(hop.group for hop in Hop)

File = Annotated[Path, typer.Argument(dir_okay=False, help="The backup.")]


def backup(
    context: typer.Context,
    file: File,
    with_archive: Annotated[
        bool, typer.Option("--with-archive", help="Stories of requests put away, too.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Write reference data and every case to a file, from a bus at work or at rest.

    The file is whole or not there. What agencies sent and no case has folded
    yet is not in it: for a move, stop agencies first and wait until `simpul
    verify` accounts for everything.
    """
    manifest = answer(context, folder, lambda reach: _take(reach, file, with_archive, force))
    if as_json:
        print_json(manifest.model_dump(mode="json") | {"file": str(file)})
        return
    console().print(f"{file}: {_told(manifest)}.", markup=False)
    for sentence in _left_behind(manifest):
        typer.echo(sentence, err=True)


def restore(  # noqa: PLR0913, PLR0917 -- a parameter an option
    context: typer.Context,
    file: File,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check the file alone; look at no broker.")
    ] = False,
    start: Annotated[
        bool,
        typer.Option("--start", help="Start the embedded broker for it, and stop it afterwards."),
    ] = False,
    replication: Replication = 1,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Fill an empty broker from a backup; the file is checked before anything is written.

    It begins another log: docs/backup.md says what agencies and consumers do
    then. Start workers afterwards, with the SIMPUL_TICKET_KEY of before.
    """
    found = _checked(file)
    if dry_run:
        _show_checked(found, as_json)
        return
    broker = EmbeddedKafka(folder or Settings().data) if start else None
    if broker is not None:
        context.obj = KafkaReach(KafkaAccess(broker.bootstrap))
    done = answer(context, folder, lambda reach: _restore(reach, found, replication, broker))
    if as_json:
        print_json(done._asdict() | {"restored": done.restored.model_dump(mode="json")})
    else:
        console().print(
            f"Restored {done.records} records into the log {done.epoch}. What was said after"
            f" {found.manifest.taken_at.isoformat()} is not there: agencies send that again.",
            markup=False,
        )


def _checked(file: Path) -> Backup:
    try:
        with records_bar() as told:
            return check_backup(file, told)
    except BackupRefused as refused:
        stop(str(refused), Exit.FAILED)


async def _take(reach: Reach, file: Path, with_archive: bool, force: bool) -> Manifest:
    at = datetime.fromtimestamp(now_ms() / 1000, UTC)
    with _in_a_sentence(), records_bar() as told, writing_backup(file, overwrite=force) as writing:
        return await take_backup(
            reach.reader(),
            writing,
            at=at,
            release=VERSION,
            with_archive=with_archive,
            told=told,
        )


async def _restore(
    reach: Reach, found: Backup, replication: int, broker: EmbeddedKafka | None
) -> Restoration:
    with _in_a_sentence(), records_bar() as told:
        async with broker or nullcontext(), reach.writer() as writer:
            topics = Topics(reach.reader(), writer, reach.admin(replication), GROUPS)
            log = Begun(fresh_epoch(), now_ms(), RELEASE)
            return await restore_backup(found, topics, log, told)


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """What a backup or a restore refuses ends the command with a sentence."""
    try:
        yield
    except (BackupRefused, EmbeddedKafkaFailed, NotEmpty) as refused:
        raise Stopped(str(refused)) from refused


def _show_checked(found: Backup, as_json: bool) -> None:
    if as_json:
        print_json(found.manifest.model_dump(mode="json"))
    else:
        console().print(f"{found.path} is whole: {_told(found.manifest)}.", markup=False)


def _told(manifest: Manifest) -> str:
    cases, when = manifest.cases, manifest.taken_at.isoformat(timespec="seconds")
    return (
        f"{manifest.city} as of {when}, release {manifest.release}; {cases.live} cases,"
        f" {cases.put_away} put away, {manifest.records} records"
    )


def _left_behind(manifest: Manifest) -> Iterator[str]:
    """What of some requests a restore cannot bring back."""
    if manifest.cases.held:
        yield (
            f"{manifest.cases.held} requests are held: what was set aside of them is in quarantine,"
            " which a backup leaves out. Replay or discard it first, then take another."
        )
    if manifest.cases.waiting:
        yield (
            f"{manifest.cases.waiting} requests are known by early facts alone, which wait for"
            " their submission: after a restore they are given up, and their agencies told."
        )
