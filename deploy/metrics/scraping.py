"""What workers show on `/metrics`, read as Prometheus reads it; stores nothing."""

import urllib.request
from collections.abc import Iterable
from http.client import HTTPException

from prometheus_client.metrics_core import Metric as Family
from prometheus_client.parser import text_string_to_metric_families

from services.ledger.counters import Shown

_PATIENCE = 10.0  # seconds


class NotScraped(Exception):
    """An address does not answer with metrics; the message says which and why."""


def scrape(address: str, patience: float = _PATIENCE) -> list[Shown]:
    """Every line an address shows within so many seconds; it is `http://host:port/metrics`.

    Raises:
        NotScraped: it is no such address, or does not answer with metrics.
    """
    if not address.startswith(("http://", "https://")):
        raise NotScraped(f"{address!r} is no address such as http://127.0.0.1:9464/metrics.")
    try:
        with urllib.request.urlopen(address, timeout=patience) as answer:  # noqa: S310 -- see above
            text = answer.read().decode()
        return lines_of(text_string_to_metric_families(text))
    except (OSError, HTTPException, ValueError) as error:
        raise NotScraped(f"{address} does not answer with metrics: {error}.") from None


def lines_of(families: Iterable[Family]) -> list[Shown]:
    """The lines that some families of metrics come to."""
    return [
        Shown(sample.name, sample.labels, sample.value)
        for family in families
        for sample in family.samples
    ]
