"""Whatever intake writes twice must be the same bytes; holds fingerprints, never bodies."""

import hashlib

from contracts.records import Record
from services.ledger.findings import At, Findings, at
from services.ledger.report import Check


class Copies:
    """The fingerprint of every id intake wrote, by topic."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._seen: dict[tuple[str, str], tuple[bytes, At]] = {}
        self.count = 0

    def is_first(self, identity: str, record: Record) -> bool:
        """Take a record in; whether its id is new. A copy that differs is a problem."""
        known = self._seen.get((record.topic, identity))
        fingerprint = _fingerprint(record)
        if known is None:
            self._seen[record.topic, identity] = (fingerprint, at(record))
            return True
        self.count += 1
        if known[0] != fingerprint:
            self._findings.add(
                Check.COPIES,
                at(record),
                f"{identity} was written before at {known[1]} with other bytes",
            )
        return False


def _fingerprint(record: Record) -> bytes:
    """Key, value and headers hashed, each with its length before it; null is not empty."""
    whole = hashlib.blake2b(digest_size=16)
    parts = [record.key, record.value]
    for name, value in record.headers:
        parts += (name.encode(errors="surrogatepass"), value)
    for part in parts:
        whole.update(b"-" if part is None else len(part).to_bytes(4) + part)
    return whole.digest()
