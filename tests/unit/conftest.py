"""What several files of unit tests begin with."""

import pytest

from tests.builders.kindred import Kindred


@pytest.fixture
def kindred() -> Kindred:
    """A request of DLH's, split between it and Dishub."""
    found = Kindred()
    found.split("dishub")
    return found
