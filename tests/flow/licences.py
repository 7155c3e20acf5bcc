"""Practice licences asked of DPMPTSP: five working days, paused while the file is incomplete."""

from typing import Any

from tests.flow.city import City

ASKED: dict[str, Any] = {
    "service": "SIP-BIDAN",
    "fields": {"profession": "bidan", "practice_place": "Klinik", "application": "baru"},
}
WAITED = ("2026-04-08 10:30", "2026-04-14 09:00")
"""From when to when an applicant's file is incomplete."""


async def applied(city: City, reference: str, when: str) -> None:
    """Somebody applies."""
    await city.hear("dpmptsp", "submitted", when, reference=reference, **ASKED)


async def sent_back(city: City, reference: str) -> None:
    """Papers are missing, and come some days later."""
    since, until = WAITED
    missing = {"status": "berkas dikembalikan", "reference": reference}
    await city.hear("dpmptsp", "status", since, **missing)
    await city.hear("dpmptsp", "replied", until, text="STR.", reference=reference)


async def issued(city: City, reference: str, when: str) -> None:
    """The licence is handed over."""
    shown = {"note": "Izin diserahkan kepada pemohon.", "officer": "DPMPTSP-7"}
    await city.hear("dpmptsp", "status", when, status="penyerahan", reference=reference, **shown)
