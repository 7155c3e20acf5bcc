"""About how much memory a record takes until it has been carried; a rule of thumb, never exact."""

from contracts.records import Record

_RECORD = 400
_HEADER = 100


def weight(record: Record) -> int:
    """Bytes, of its body, its headers and the objects around them."""
    size = _RECORD + len(record.value or b"") + len(record.key or b"")
    for _, value in record.headers:
        size += _HEADER + len(value or b"")
    return size
