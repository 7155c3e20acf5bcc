"""A board beside the workers of this machine: the ports they show figures on, and its process."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from deploy.local.kafka import free_port
from deploy.local.supervisor import Worker
from deploy.metrics.serving import LOOPBACK
from deploy.settings import Settings
from deploy.wiring import Hop

_EVERY: Final = "2"  # seconds between two rounds: they are on the same machine

Ports = Mapping[Hop, int]
"""Where each hop's worker shows its figures; none where it shows nothing."""


def metrics_ports(settings: Settings) -> Ports:
    """A port of its own for each hop's worker, so that a board knows whom to ask."""
    if settings.metrics_port == "off":
        return {}
    fixed = settings.metrics_port or free_port()
    return {hop: free_port() if place else fixed for place, hop in enumerate(Hop)}


def port_option(hop: Hop, ports: Ports) -> list[str]:
    """What a worker's command is told of it."""
    return ["--metrics-port", str(ports[hop])] if hop in ports else []


def board_worker(ports: Ports, port: int, logs: Path, where: Sequence[str]) -> Worker:
    """The board's process; `where`: how its command is told of the broker."""
    addresses = [f"http://{LOOPBACK}:{each}/metrics" for each in ports.values()]
    asked = [word for address in addresses for word in ("--metrics", address)]
    kept = ["--history", str(logs / "board.sqlite3"), "--every", _EVERY, "--port", str(port)]
    command = [sys.executable, "-m", "deploy.cli", "board", *asked, *kept, *where]
    return Worker("board", command, logs)
