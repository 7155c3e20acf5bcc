"""A catalogue as bytes on ref.catalogue.v1, and the digest of what it says; never I/O."""

from contracts.catalogue import Catalogue
from contracts.ids import digest

SOURCE = "/simpul/catalogue"
"""Who writes ref.catalogue.v1."""

MAX_BODY = 900_000
"""Bytes; the largest body that fits a record with room for its headers."""


def content_digest(catalogue: Catalogue) -> str:
    """A fingerprint of what a catalogue says, its version aside: 8 hexadecimal digits."""
    return digest(catalogue.model_copy(update={"version": ""}).to_json())[:8]


def named(catalogue: Catalogue, prefix: str) -> Catalogue:
    """The same catalogue under the version `{prefix}-{digest8}`."""
    version = f"{prefix}-{content_digest(catalogue)}"
    return catalogue.model_copy(update={"version": version})
