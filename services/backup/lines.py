"""A record as one line of a backup, and back; bytes of text stay what they were."""

from typing import NamedTuple

import orjson

from contracts.records import Headers, Record
from contracts.restored import RESTORED, first_logged_ms
from services.backup.manifest import BackupRefused


class Kept(NamedTuple):
    """A record as a backup keeps it; `ms` is its LogAppendTime where it was written first."""

    key: bytes
    value: bytes
    headers: Headers
    ms: int


def line_of(record: Record) -> bytes:
    """One line, its end included; BackupRefused where the record is not the bus's own."""
    try:
        parts = {
            "key": (record.key or b"").decode(),
            "value": (record.value or b"").decode(),
            "headers": [(name, value.decode()) for name, value in _own(record.headers)],
            "ms": first_logged_ms(record),
        }
    except UnicodeDecodeError as error:
        where = f"{record.topic} partition {record.partition} offset {record.offset}"
        raise BackupRefused(f"{where} is not text, so the bus did not write it.") from error
    return orjson.dumps(parts) + b"\n"


def kept_in(line: bytes) -> Kept:
    """A line read back; ValueError, KeyError or TypeError where it is none."""
    parts = orjson.loads(line)
    headers = tuple((name, value.encode()) for name, value in parts["headers"])
    return Kept(parts["key"].encode(), parts["value"].encode(), headers, int(parts["ms"]))


def _own(headers: Headers) -> Headers:
    """Without the mark of an earlier restore, which `ms` takes over."""
    return tuple(one for one in headers if one[0] != RESTORED)
