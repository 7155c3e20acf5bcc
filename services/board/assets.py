"""The board's own files and the vendored ones, read once: an address is a name in this table."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

STATIC: Final = Path(__file__).parent / "static"
_MEDIA: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


class Asset(NamedTuple):
    """One file."""

    body: bytes
    media: str
    etag: str


@cache
def assets() -> dict[str, Asset]:
    """Every file under static/, by its path there."""
    return {
        file.relative_to(STATIC).as_posix(): _asset(file)
        for file in sorted(STATIC.rglob("*"))
        if file.suffix in _MEDIA
    }


def _asset(file: Path) -> Asset:
    body = file.read_bytes()
    return Asset(body, _MEDIA[file.suffix], f'"{sha256(body).hexdigest()[:32]}"')
