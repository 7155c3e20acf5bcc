"""A bus that is lost, and another that is begun from its backup."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.cases import Case
from contracts.ids import request_id
from contracts.restored import RESTORED
from contracts.topics import CASES
from services.backup import (
    Begun,
    Manifest,
    Restoration,
    Topics,
    check_backup,
    restore_backup,
    take_backup,
    writing_backup,
)
from services.kafka.latest import latest_by_key
from tests.builders.calendars import at
from tests.builders.events import milliseconds
from tests.flow.city import City
from tests.flow.memory_bus import FakeClock, MemoryBus

MATTRESS = {"reference": "DLH-2026-000777"}
REQUEST = request_id("kota-serang", "dlh", "DLH-2026-000777")
ASKED: dict[str, Any] = {
    "service": "ANGKUT-BESAR",
    "location": {"kelurahan": "36.73.06.1008"},
    "fields": {"item_kind": ["kasur"], "item_count": 1},
}
LOST = "2026-03-17 00:00"
GROUPS = ("simpul-intake", "simpul-case")


def nobody(_done: int, _total: int) -> None:
    """Nobody watches."""


async def a_mattress() -> City:
    """DLH took a mattress up on Monday the 16th."""
    city = await City.founded()
    await city.hear("dlh", "submitted", "2026-03-16 09:00", **MATTRESS, **ASKED)
    await city.hear("dlh", "status", "2026-03-16 10:00", status="TERJADWAL", **MATTRESS)
    return city


async def backed_up(city: City, file: Path, *, with_archive: bool = False) -> Manifest:
    """The bus as a file."""
    with writing_backup(file, overwrite=True) as writing:
        taken_at = datetime.fromtimestamp(city.bus.clock() / 1000, UTC)
        return await take_backup(
            city.bus, writing, at=taken_at, release="1", with_archive=with_archive, told=nobody
        )


async def restored_on(bus: MemoryBus, file: Path, epoch: str = "log-2") -> Restoration:
    """A bus filled from a file."""
    backup = check_backup(file, nobody)
    topics = Topics(bus, bus, bus, GROUPS)
    return await restore_backup(backup, topics, Begun(epoch, bus.clock()), nobody)


async def begun_again(
    city: City, folder: Path, *, when: str = LOST, epoch: str = "log-2", with_archive: bool = False
) -> City:
    """The bus is lost, and restored on another broker from a backup taken just before."""
    await backed_up(city, folder / "backup", with_archive=with_archive)
    bus = MemoryBus(FakeClock(milliseconds(at(when))))
    await restored_on(bus, folder / "backup", epoch)
    return await City.taking_over(bus, city)


async def cases_on(bus: MemoryBus) -> Mapping[bytes, tuple[bytes | None, Any]]:
    """Every case with its headers, but for the mark of a restore."""
    return {
        key: (one.value, [header for header in one.headers if header[0] != RESTORED])
        for key, one in (await latest_by_key(bus, CASES)).items()
    }


async def the_case(city: City) -> Case:
    """The mattress as its case stands."""
    return Case.read((await latest_by_key(city.bus, CASES))[REQUEST.encode()].value or b"")
