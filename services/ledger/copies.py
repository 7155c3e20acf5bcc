"""Whatever intake writes twice must be the same bytes; holds fingerprints, never bodies.

Which release wrote a record is no part of what it says: two that say the same are alike.
"""

import hashlib
import sys
from typing import NamedTuple

from contracts.envelope import RELEASE
from contracts.records import Record
from services.ledger.findings import At, Findings, at
from services.ledger.report import Check

UNNAMED = "an unnamed release"
"""What wrote records before they said so."""


class Seen(NamedTuple):
    """The first record of an id."""

    fingerprint: bytes
    where: At
    release: str


class Copies:
    """The fingerprint of every id intake wrote, by topic."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._seen: dict[tuple[str, str], Seen] = {}
        self.count = 0

    def is_first(self, identity: str, record: Record) -> bool:
        """Take a record in; whether its id is new. A copy that differs is a problem."""
        known = self._seen.get((record.topic, identity))
        found = Seen(_fingerprint(record), at(record), _release(record))
        if known is None:
            self._seen[record.topic, identity] = found
            return True
        self.count += 1
        if known.fingerprint != found.fingerprint:
            self._differ(identity, known, found)
        return False

    def _differ(self, identity: str, known: Seen, found: Seen) -> None:
        sentence = f"{identity} was written before at {known.where} with other bytes"
        if known.release == found.release:
            self._findings.add(Check.COPIES, found.where, sentence)
            return
        by = f"{sentence}, by {known.release}; here {found.release} wrote"
        self._findings.add(Check.RELEASES, found.where, by)


def _release(record: Record) -> str:
    found = (value for name, value in record.headers if name == RELEASE)
    value = next(found, None)
    return UNNAMED if value is None else sys.intern(value.decode(errors="replace"))


def _fingerprint(record: Record) -> bytes:
    """Key, value and headers but the release hashed, each behind its length; null is not empty."""
    whole = hashlib.blake2b(digest_size=16)
    parts = [record.key, record.value]
    for name, value in (one for one in record.headers if one[0] != RELEASE):
        parts += (name.encode(errors="surrogatepass"), value)
    for part in parts:
        whole.update(b"-" if part is None else len(part).to_bytes(4) + part)
    return whole.digest()
