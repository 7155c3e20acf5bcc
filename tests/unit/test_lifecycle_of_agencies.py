"""Agencies' own statuses through the lifecycle table: what each leads to, and what it implies."""

import pytest

from contracts.lifecycle import Actor, State, path
from tests.builders.packs import city_catalogue

EXAMPLES = {
    "DLH: TERJADWAL straight from routed": ("dlh", ["TERJADWAL"], "acknowledged scheduled"),
    "DLH: collected": (
        "dlh",
        ["TERJADWAL", "ANGKUT", "TERANGKUT"],
        "acknowledged scheduled in_progress resolved",
    ),
    "DPMPTSP: file returned, then the section head": (
        "dpmptsp",
        ["berkas dikembalikan", "verifikasi Kasi"],
        "acknowledged needs_information in_progress",
    ),
    "DPMPTSP: a licence's whole way": (
        "dpmptsp",
        ["entri data", "rekomendasi", "penetapan", "draf", "tanda tangan", "penyerahan"],
        "acknowledged coordinating in_progress resolved",
    ),
    "Dishub: a street light": (
        "dishub",
        ["DITERIMA", "SURVEI", "MENUNGGU_MATERIAL", "SELESAI"],
        "acknowledged in_progress awaiting_external resolved",
    ),
}


@pytest.mark.parametrize(("agency", "natives", "expected"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_agencys_own_statuses_lead_through_the_table(
    agency: str, natives: list[str], expected: str
) -> None:
    reported = []
    for native in natives:
        row = city_catalogue().mapping[agency].find(native, None)
        assert row is not None
        reported.append(row.state)
    assert walk(reported) == expected.split()


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ("needs_information in_progress", "acknowledged needs_information in_progress"),
        ("in_progress referred_out", "acknowledged in_progress referred_out"),
    ],
    ids=["Bapenda: MENUNGGU_WP, then PENELITIAN", "DPUPR: JALAN_PROVINSI after SURVEI"],
)
def test_agencies_to_come_lead_through_the_table_too(reported: str, expected: str) -> None:
    assert walk([State(name) for name in reported.split()]) == expected.split()


def walk(reported: list[State]) -> list[str]:
    """Every state passed from routed on, as an agency reports."""
    state = State.ROUTED
    passed: list[State] = []
    for target in reported:
        trail = path(state, target, Actor.AGENCY)
        assert trail is not None, (state, target)
        passed += trail
        state = target
    return [str(one) for one in passed]
