"""Identifiers as functions of what they name: the same thing always has the same id."""

import hashlib
import hmac
import re
from functools import lru_cache
from uuid import UUID, uuid5

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

NAMESPACE = UUID("5b0d3c4e-6d0f-5a53-9a52-3d1d5f0e7c11")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_TICKET_SYMBOLS = 11
_EMPTY = b""


@lru_cache(maxsize=65_536)
def request_id(city: str, agency: str, reference: str) -> str:
    """The request an agency's own reference stands for: UUIDv5 of (city, agency, reference)."""
    return str(uuid5(NAMESPACE, f"{city}\n{agency}\n{reference}"))


def case_event_id(request: str, topic: str, seq: int) -> str:
    """The id of a case's event: UUIDv5 of (request_id, topic, seq)."""
    return _uuid5(f"{request}\n{topic}\n{seq}")


def recompute_id(version: str, named: str, request: str) -> str:
    """The id of the order to compute one request's clocks anew: the same again is a copy.

    `named`: the policy or the calendar, with the word that says which.
    """
    return _uuid5(f"recompute\n{version}\n{named}\n{request}")


def part_id(whole: str, agency: str) -> str:
    """The part of a request an agency has: the same whichever case asks for it, however often."""
    return _uuid5(f"part\n{whole}\n{agency}")


def part_ticket(whole: str, agency: str) -> str:
    """The ticket of an agency's part: the whole's, and whose it is."""
    return f"{whole}-{agency.upper()}"


_IN_NAMESPACE = hashlib.sha1(NAMESPACE.bytes, usedforsecurity=False)
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def _uuid5(name: str) -> str:
    """`str(uuid5(NAMESPACE, name))` in half the time: every event written asks for one."""
    hashed = _IN_NAMESPACE.copy()
    hashed.update(name.encode())
    text = hashed.hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


def record_id(epoch: str, topic: str, partition: int, offset: int, ordinal: int = 0) -> str:
    """The id of what is made from one record: its coordinates hashed, 32 hexadecimal digits.

    `epoch` tells one log from another that begins at offset 0 again; `ordinal` numbers several
    things made from one record.
    """
    text = f"{epoch}\n{topic}\n{partition}\n{offset}\n{ordinal}".encode()
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def digest(body: bytes | None) -> str:
    """A fingerprint of a body, 32 hexadecimal digits (BLAKE2b-128)."""
    return hashlib.blake2b(body or _EMPTY, digest_size=16).hexdigest()


@lru_cache(maxsize=4_096)
def event_key(source: str, event_id: str) -> str:
    """What makes two records the same event: source and id, hashed, 16 hexadecimal digits."""
    return hashlib.blake2b(f"{source}\n{event_id}".encode(), digest_size=8).hexdigest()


def ticket(request: str, prefix: str, key: bytes) -> str:
    """The number a citizen is given, e.g. `KS-7F3K-9QMW-2B4X`: unguessable and typo-proof.

    55 bits of HMAC-SHA-256 in Crockford base32 and a check character from the same alphabet
    (ISO 7064 hybrid mod 33,32).
    """
    number = int.from_bytes(hmac.digest(key, request.encode(), "sha256")[:8]) >> 9
    symbols = "".join(CROCKFORD[(number >> 5 * i) & 31] for i in range(_TICKET_SYMBOLS))
    whole = symbols + mod_37_36.calc_check_digit(symbols, alphabet=CROCKFORD)
    return f"{prefix}-{whole[:4]}-{whole[4:8]}-{whole[8:]}"


_OF_AN_AGENCY = re.compile(r"[A-Z][A-Z0-9]{1,19}")


def read_ticket(text: str) -> str | None:
    """A ticket as people type it, or a part's, in its proper form; None where its check fails."""
    typed = text.strip().upper()
    whole, _, agency = typed.rpartition("-")
    found = _read_whole(typed)
    if found is not None or not _OF_AN_AGENCY.fullmatch(agency):
        return found
    found = _read_whole(whole)
    return None if found is None else part_ticket(found, agency)


def _read_whole(typed: str) -> str | None:
    prefix, _, rest = typed.partition("-")
    symbols = rest.replace("-", "").replace(" ", "").translate(_LOOKALIKES)
    try:
        mod_37_36.validate(symbols, alphabet=CROCKFORD)
    except ValidationError:
        return None
    if len(symbols) != _TICKET_SYMBOLS + 1:
        return None
    return f"{prefix}-{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"
