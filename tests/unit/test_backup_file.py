"""A backup as a file: whole or not there, and refused in a sentence where it is not what it was."""

import hashlib
from pathlib import Path
from zipfile import ZipFile

import orjson
import pytest

from contracts.records import StoredRecord
from contracts.restored import RESTORED
from contracts.topics import CASES
from services.backup import BackupRefused, Manifest, check_backup, writing_backup
from services.backup.lines import Kept, kept_in, line_of
from services.backup.manifest import MANIFEST, Cases
from tests.builders.calendars import at

HEADERS = (("ce_id", b"1"), ("simpul_due", "due ☂".encode()), ("ce_id", b"again"))
RECORD = StoredRecord(CASES, 3, 41, 1_700_000_000_000, b"a key", '{"a":"é\\n☂"}'.encode(), HEADERS)


def nobody(_done: int, _total: int) -> None:
    """Nobody watches."""


def a_backup(file: Path, *records: StoredRecord) -> Manifest:
    """A file with these records of one partition."""
    with writing_backup(file, overwrite=True) as writing:
        with writing.part(CASES, 3) as part:
            for record in records:
                part.put(record)
        manifest = Manifest(
            release="1.0",
            city="kota-serang",
            taken_at=at("2026-03-16 10:00"),
            epoch="log-1",
            partitions=8,
            agencies=("dlh",),
            cases=Cases(live=len(records)),
            parts=tuple(writing.parts),
        )
        writing.close(manifest)
    return manifest


def rewritten(file: Path, name: str, body: bytes) -> None:
    """The same archive with another member of that name."""
    with ZipFile(file) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    with ZipFile(file, "w") as archive:
        for one, said in (members | {name: body}).items():
            archive.writestr(one, said)


def test_a_record_reads_back_as_it_was_byte_for_byte() -> None:
    line = line_of(RECORD)
    assert line.count(b"\n") == 1
    assert kept_in(line) == Kept(b"a key", RECORD.value or b"", HEADERS, RECORD.timestamp)


def test_what_a_restore_wrote_keeps_the_time_it_was_written_first() -> None:
    restored = StoredRecord(CASES, 3, 0, 1_800_000_000_000, b"k", b"{}", ((RESTORED, b"17"),))
    assert kept_in(line_of(restored)) == Kept(b"k", b"{}", (), 17)


def test_a_file_says_what_it_holds_to_whoever_unpacks_it(tmp_path: Path) -> None:
    manifest = a_backup(tmp_path / "b", RECORD, RECORD)
    with ZipFile(tmp_path / "b") as archive:
        lines = archive.read(f"{CASES}/3.ndjson")
        assert Manifest.model_validate_json(archive.read(MANIFEST)) == manifest
    (part,) = manifest.parts
    assert (part.records, part.bytes) == (2, len(lines))
    assert part.sha256 == hashlib.sha256(lines).hexdigest()


def test_a_whole_file_gives_its_records_in_order(tmp_path: Path) -> None:
    second = StoredRecord(CASES, 3, 42, 1_700_000_000_001, b"b", b"{}", ())
    manifest = a_backup(tmp_path / "b", RECORD, second)
    backup = check_backup(tmp_path / "b", nobody)
    assert [one.key for one in backup.records(manifest.parts[0])] == [b"a key", b"b"]
    assert backup.newest_ms == second.timestamp


def test_a_record_the_bus_did_not_write_is_named(tmp_path: Path) -> None:
    foreign = StoredRecord(CASES, 3, 41, 0, b"k", b"\xff", ())
    with pytest.raises(BackupRefused, match=r"^bus.cases.v1 partition 3 offset 41 is not text"):
        a_backup(tmp_path / "b", foreign)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_overwritten_only_where_that_was_said(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(BackupRefused, match="--force"), writing_backup(tmp_path / "b"):
        pass
    assert (tmp_path / "b").read_text() == "mine"


def test_until_a_file_is_whole_the_one_before_stays(tmp_path: Path) -> None:
    a_backup(tmp_path / "b", RECORD)
    before = (tmp_path / "b").read_bytes()
    with pytest.raises(RuntimeError), writing_backup(tmp_path / "b", overwrite=True):
        raise RuntimeError
    assert (tmp_path / "b").read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["b"]


@pytest.mark.parametrize("kept", [30, 200, -1])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    a_backup(tmp_path / "b", RECORD)
    (tmp_path / "b").write_bytes((tmp_path / "b").read_bytes()[:kept])
    with pytest.raises(BackupRefused, match="is cut short: its end is missing"):
        check_backup(tmp_path / "b", nobody)


def test_one_changed_byte_of_a_record_is_found(tmp_path: Path) -> None:
    a_backup(tmp_path / "b", RECORD)
    rewritten(tmp_path / "b", f"{CASES}/3.ndjson", line_of(RECORD).replace(b"a key", b"b key"))
    with pytest.raises(BackupRefused, match=r"bus.cases.v1/3.ndjson is not as it was written"):
        check_backup(tmp_path / "b", nobody)


def test_a_damaged_member_is_found(tmp_path: Path) -> None:
    a_backup(tmp_path / "b", RECORD)
    packed = bytearray((tmp_path / "b").read_bytes())
    packed[len(f"{CASES}/3.ndjson") + 60] ^= 0xFF
    (tmp_path / "b").write_bytes(packed)
    with pytest.raises(BackupRefused, match=r"bus.cases.v1/3.ndjson is missing or damaged"):
        check_backup(tmp_path / "b", nobody)


def test_a_missing_member_is_found(tmp_path: Path) -> None:
    a_backup(tmp_path / "b", RECORD)
    with ZipFile(tmp_path / "b") as archive:
        manifest = archive.read(MANIFEST)
    with ZipFile(tmp_path / "b", "w") as archive:
        archive.writestr(MANIFEST, manifest)
    with pytest.raises(BackupRefused, match="is missing or damaged"):
        check_backup(tmp_path / "b", nobody)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"format": "tar"}, "is not a backup of Simpul: its manifest.json says 'tar'"),
        ({"version": 2}, "has format 2, this release reads 1: restore it with release 1.0"),
        ({"partitions": 0}, "is not a backup of Simpul: its manifest.json cannot be read as one"),
    ],
)
def test_another_kind_of_file_is_refused(
    tmp_path: Path, changed: dict[str, object], sentence: str
) -> None:
    manifest = a_backup(tmp_path / "b", RECORD).model_dump(mode="json")
    rewritten(tmp_path / "b", MANIFEST, orjson.dumps(manifest | changed))
    with pytest.raises(BackupRefused) as refused:
        check_backup(tmp_path / "b", nobody)
    assert sentence in str(refused.value)


def test_what_a_later_release_adds_to_the_manifest_is_passed_over(tmp_path: Path) -> None:
    manifest = a_backup(tmp_path / "b", RECORD)
    more = orjson.dumps(manifest.model_dump(mode="json") | {"mood": "good"})
    rewritten(tmp_path / "b", MANIFEST, more)
    assert check_backup(tmp_path / "b", nobody).manifest == manifest


def test_a_foreign_file_and_none_at_all_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("a letter")
    with pytest.raises(BackupRefused, match="is not a backup of Simpul: a ZIP archive"):
        check_backup(tmp_path / "b", nobody)
    with ZipFile(tmp_path / "b", "w") as archive:
        archive.writestr("letter", "dear")
    with pytest.raises(BackupRefused, match=r"it has no manifest.json"):
        check_backup(tmp_path / "b", nobody)
    with pytest.raises(BackupRefused, match="cannot be read: No such file"):
        check_backup(tmp_path / "c", nobody)
