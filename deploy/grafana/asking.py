"""Pieces of PromQL that panels are put together from; each says what it comes to."""

from typing import Final

OF: Final = 'agency=~"$agency"'
"""Of the agencies that are chosen."""
IN: Final = 'agency=~"$agency", group=~"$group"'
"""Of the agencies and service groups that are chosen."""
EACH: Final = "max by (hop, topic, partition)"
"""Each partition once, while it moves from one worker to another too."""
WEEK_AGO: Final = " offset 7d"


def rate(metric: str, by: str, where: str = OF) -> str:
    """Per second, over the time Grafana deems enough for this width."""
    return f"sum by ({by}) (rate({metric}{{{where}}}[$__rate_interval]))"


def grown(metric: str, by: str, where: str = OF, over: str = "$__range") -> str:
    """How many in the time that is shown, or in another."""
    return f"sum by ({by}) (increase({metric}{{{where}}}[{over}]))"


def quantile(share: float, metric: str, by: str, where: str, over: str = "$__rate_interval") -> str:
    """The value under which that share of a histogram lies, over a time."""
    spread = f"sum by ({by}{', ' if by else ''}le) (rate({metric}_bucket{{{where}}}[{over}]))"
    return f"histogram_quantile({share}, {spread})"


def recorded(figure: str, by: str, where: str = OF, when: str = "") -> str:
    """A figure the rules record, summed; `when` is nothing, or `WEEK_AGO`."""
    return f"sum by ({by}) ({figure}{{{where}}}{when})"


def changed(now: str, before: str) -> str:
    """By how much of what it was a figure has changed; nothing where it was nothing."""
    return f"{now} / ({before} > 0) - 1"
