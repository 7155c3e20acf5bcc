"""What stands on ref.catalogue.v1, read whole; the same eyes as every worker's."""

from contracts.releases import Releases
from contracts.topics import CATALOGUE
from services.kafka.ports import TopicReader


async def read_releases(reader: TopicReader) -> Releases:
    """Every version, and the clock, up to the topic's present end."""
    releases = Releases()
    async for records in reader.read([CATALOGUE]):
        for record in records:
            releases.apply(record)
    return releases
