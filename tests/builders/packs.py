"""The catalogue of the city's pack, read once a session."""

from functools import cache
from pathlib import Path

from contracts.catalogue import Catalogue
from services.catalogue.pack import read_pack

PACK = Path(__file__).parents[2] / "deploy" / "cities" / "kota-serang"


@cache
def city_catalogue() -> Catalogue:
    """Kota Serang's, as it stands in the tree."""
    return read_pack(PACK)
