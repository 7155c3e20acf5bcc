"""Every figure once, in the order people read them."""

from types import MappingProxyType
from typing import Final

from contracts.kpis.kinds import Kpi
from contracts.kpis.promises import PROMISES
from contracts.kpis.requests import REQUESTS

KPIS: Final[tuple[Kpi, ...]] = (*REQUESTS, *PROMISES)
"""Every figure."""

BY_ID: Final = MappingProxyType({one.id: one for one in KPIS})
"""The same by id."""
