"""A backup being written: under another name until it is whole; never half a file."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from contracts.records import Record
from services.backup.lines import line_of
from services.backup.manifest import MANIFEST, BackupRefused, Manifest, Part


class BackupFile:
    """Members one after the other, the manifest last."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.parts: list[Part] = []

    @contextmanager
    def part(self, topic: str, partition: int) -> Iterator["PartFile"]:
        """One partition's member."""
        empty = Part(topic=topic, partition=partition, records=0, bytes=0, sha256="")
        with self._archive.open(empty.member, "w", force_zip64=True) as member:
            writing = PartFile(member.write)
            yield writing
        counted = {"records": writing.records, "bytes": writing.size, "sha256": writing.sha256}
        self.parts.append(empty.model_copy(update=counted))

    def close(self, manifest: Manifest) -> None:
        """The manifest ends the file."""
        self._archive.writestr(MANIFEST, manifest.model_dump_json(indent=2) + "\n")


class PartFile:
    """Lines of one member, counted and hashed."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._hash = hashlib.sha256()
        self.records = 0
        self.size = 0

    def put(self, record: Record) -> None:
        """One record; BackupRefused where the bus did not write it."""
        line = line_of(record)
        self._write(line)
        self._hash.update(line)
        self.records += 1
        self.size += len(line)

    @property
    def sha256(self) -> str:
        """Over all lines so far."""
        return self._hash.hexdigest()


@contextmanager
def writing_backup(path: Path, *, overwrite: bool = False) -> Iterator[BackupFile]:
    """A file that is there, whole and on disk, once the block has ended well; else nothing is.

    Raises:
        BackupRefused: there is such a file and it may not be overwritten, or it cannot be written.
    """
    if path.exists() and not overwrite:
        raise BackupRefused(f"{path} exists; it is overwritten only with --force.")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("xb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                yield BackupFile(archive)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
