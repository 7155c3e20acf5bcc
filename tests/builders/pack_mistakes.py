"""Mistakes to make in a copy of the pack: where, what stands there, what is written instead."""

from pathlib import Path
from typing import NamedTuple

import yaml

_FILE = Path(__file__).with_suffix(".yaml")

DLH = "agencies/dlh/services.yaml"


class Mistake(NamedTuple):
    """One change to a file of the pack, and what is said of it and advised."""

    file: str
    old: str
    new: str
    said: str
    remedy: str
    where: str | None = None
    """What stands on the line that is named; `old` where absent."""


MISTAKES = [Mistake(**row) for row in yaml.safe_load(_FILE.read_text(encoding="utf-8"))]
