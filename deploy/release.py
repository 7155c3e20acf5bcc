"""Which release this is, and how the bus's own records say so."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Final

from contracts.envelope import released_as
from contracts.records import Headers, Message
from services.kafka.ports import Receipt, TopicWriter

VERSION: Final = version("simpul")
RELEASE: Final[Headers] = released_as(VERSION)


class AsTheBus:
    """A writer for what the bus itself says: every record carries the release as a header.

    Agencies' records never go through it, whoever sends them.
    """

    def __init__(self, writer: TopicWriter) -> None:
        self._writer = writer

    async def write(self, messages: Iterable[Message]) -> list[Receipt]:
        """As the writer it stands before: in order, and the same receipts and errors."""
        return await self._writer.write(
            one._replace(headers=(*one.headers, *RELEASE)) for one in messages
        )
