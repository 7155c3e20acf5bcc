"""The wall clock and chance, where processes are started; nothing that is replayed asks here."""

import secrets
import time
from datetime import datetime


def now_ms() -> int:
    """Milliseconds since 1970 UTC by this machine."""
    return time.time_ns() // 1_000_000


def epoch_ms(at: datetime) -> int:
    """An instant as milliseconds since 1970 UTC, to the nearest."""
    return round(at.timestamp() * 1000)


def fresh_seed() -> int:
    """A number nobody can foresee."""
    return secrets.randbits(32)


def fresh_id() -> str:
    """An event id nobody else has: letters only, as digits might read as a person's number."""
    return secrets.token_hex(16).translate(_LETTERS)


_LETTERS = str.maketrans("0123456789", "ghijklmnop")
