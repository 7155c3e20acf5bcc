"""The pack of Kota Serang, and what is said of packs with mistakes."""

from pathlib import Path

from services.catalogue.pack import read_pack

PACK = Path(__file__).parents[2] / "deploy" / "cities" / "kota-serang"


def test_the_pack_of_kota_serang_has_no_problems() -> None:
    catalogue = read_pack(PACK)
    assert catalogue.city.region == "36.73"
    assert set(catalogue.agency) == {"dishub", "dlh", "dpmptsp"}
    assert len(catalogue.services) == 9
    assert len(catalogue.areas.kelurahan) == 67
