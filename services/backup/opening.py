"""A file taken for a backup only where all of it is there and says what its digests say."""

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from pydantic import ValidationError

from services.backup.lines import Kept, kept_in
from services.backup.manifest import FORMAT, MANIFEST, VERSION, BackupRefused, Manifest, Part, Told

_ZIP = b"PK\x03\x04"
_BROKEN = (BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError)


class Backup:
    """A file whose every member was held against its digest."""

    def __init__(self, path: Path, manifest: Manifest, newest_ms: int) -> None:
        self.path = path
        self.manifest = manifest
        self.newest_ms = newest_ms
        """When the newest of its records was written; real milliseconds since 1970 UTC."""

    def records(self, part: Part) -> Iterator[Kept]:
        """A part's records in the order they were written."""
        with ZipFile(self.path) as archive, archive.open(part.member) as lines:
            for line in lines:
                yield kept_in(line)


def check_backup(path: Path, told: Told) -> Backup:
    """Read the whole file once, and hold it against what it says of itself.

    Raises:
        BackupRefused: it is not there, not a backup, of a later format, cut short or changed.
    """
    begins = b""
    try:
        with path.open("rb") as file:
            begins = file.read(len(_ZIP))
        with ZipFile(path) as archive:
            manifest = _manifest(path, archive)
            done, newest_ms = 0, 0
            for part in manifest.parts:
                newest_ms = max(newest_ms, _check(path, archive, part))
                done += part.records
                told(done, manifest.records)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read: {error.strerror or error}.") from error
    except BadZipFile as error:
        raise BackupRefused(_no_archive(path, begins)) from error
    return Backup(path, manifest, newest_ms)


def _no_archive(path: Path, begins: bytes) -> str:
    if begins == _ZIP:
        return f"{path} is cut short: its end is missing, so nothing of it is taken."
    return f"{path} is not a backup of Simpul: a ZIP archive was expected."


def _manifest(path: Path, archive: ZipFile) -> Manifest:
    foreign = f"{path} is not a backup of Simpul: "
    if MANIFEST not in archive.namelist():
        raise BackupRefused(f"{foreign}it has no {MANIFEST}.")
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST), extra="ignore")
    except (ValidationError, *_BROKEN) as error:
        raise BackupRefused(f"{foreign}its {MANIFEST} cannot be read as one.") from error
    if manifest.format != FORMAT:
        raise BackupRefused(f"{foreign}its {MANIFEST} says {manifest.format!r}, not {FORMAT!r}.")
    if manifest.version != VERSION:
        raise BackupRefused(
            f"{path} has format {manifest.version}, this release reads {VERSION}:"
            f" restore it with release {manifest.release}."
        )
    return manifest


def _check(path: Path, archive: ZipFile, part: Part) -> int:
    """One member: every line a record, all of them as they were written; when the newest was."""
    hashed, records, newest_ms = hashlib.sha256(), 0, 0
    try:
        with archive.open(part.member) as lines:
            for line in lines:
                newest_ms = max(newest_ms, kept_in(line).ms)
                hashed.update(line)
                records += 1
    except _BROKEN as error:
        raise BackupRefused(f"{path}: {part.member} is missing or damaged.") from error
    if (records, hashed.hexdigest()) != (part.records, part.sha256):
        raise BackupRefused(
            f"{path}: {part.member} is not as it was written: {records} records of {part.records},"
            f" digest {hashed.hexdigest()[:12]} for {part.sha256[:12]}."
        )
    return newest_ms
