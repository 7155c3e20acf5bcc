"""March 2026 in Kota Serang, as a report tells it: kept, broken, paused, sent back, told late."""

from typing import Any

from tests.builders.requests import ASKS, SHOWN
from tests.flow.city import City
from tests.flow.licences import applied, issued

KELURAHAN = ("36.73.01.1004", "36.73.01.1002")
DONE = "TERANGKUT"


async def asked(city: City, reference: str, when: str, place: int = 0) -> None:
    """Somebody asks DLH to take bulky waste away: three working days."""
    ask = ASKS["dlh"]
    body = {"service": ask.service, "fields": ask.fields}
    where = {"kelurahan": KELURAHAN[place]}
    await city.hear("dlh", "submitted", when, reference=reference, location=where, **body)


async def news(city: City, reference: str, status: str, when: str, **more: Any) -> None:
    """DLH says how it stands."""
    shown = SHOWN if status == DONE else {}
    await city.hear("dlh", "status", when, reference=reference, status=status, **shown, **more)


async def a_march() -> City:
    """Eight requests of DLH and two of DPMPTSP; then April, until the 8th."""
    city = await City.founded()
    for number in range(1, 6):
        await asked(city, f"DLH-{number}", f"2026-03-12 08:3{number}", number == 5)
    for number in range(1, 4):
        await news(city, f"DLH-{number}", DONE, f"2026-03-13 10:0{number}")
    await city.hear("dlh", "refused", "2026-03-13 14:00", reference="DLH-3", reason="Belum habis.")
    await city.hear("dlh", "withdrawn", "2026-03-13 15:00", reference="DLH-4")
    await applied(city, "SC-1", "2026-03-13 15:30")
    await news(city, "DLH-3", DONE, "2026-03-16 09:00")
    await asked(city, "DLH-6", "2026-03-30 09:00")
    await asked(city, "DLH-7", "2026-03-31 15:00")
    await asked(city, "DLH-8", "2026-04-01 00:30")
    yesterday = {"occurred_at": "2026-03-31T11:00:00+07:00"}
    await news(city, "DLH-6", DONE, "2026-04-02 09:00", **yesterday)
    await issued(city, "SC-1", "2026-04-06 10:00")
    await city.wait_until("2026-04-08 00:00")
    return city
