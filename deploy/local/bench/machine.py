"""Where a bench ran: the day, the cores, the versions of what carries and decides."""

import platform
import tomllib
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

import psutil

from deploy.clock import now_ms
from deploy.local.bench.figures import Machine
from deploy.local.jars import LOCK

_PACKAGES: Final = ("simpul", "faust-streaming", "aiokafka", "pydantic", "uvloop")


def machine() -> Machine:
    """This machine, today."""
    versions = {"python": platform.python_version(), "kafka": _kafka()}
    return Machine(
        date=datetime.fromtimestamp(now_ms() / 1000, UTC).date().isoformat(),
        cores=psutil.cpu_count() or 1,
        versions=versions | {name: version(name) for name in _PACKAGES},
    )


def _kafka() -> str:
    """The broker's version as its lock names it."""
    jars = tomllib.loads(LOCK.read_text(encoding="utf-8"))["dependencies"]
    return next(str(jar["version"]) for jar in jars if jar["artifactId"].startswith("kafka_"))
