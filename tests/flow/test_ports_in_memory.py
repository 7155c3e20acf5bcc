"""The in-memory bus does what Kafka does."""

import pytest

from tests.flow.memory_bus import FakeClock, MemoryBus
from tests.flow.port_tests import PortTests, Topics


class TestMemory(PortTests):
    """The port tests on the memory."""

    @pytest.fixture
    def topics(self) -> Topics:
        """A bus of its own for each test."""
        bus = MemoryBus(FakeClock())
        return Topics(bus, bus, bus, "memory")
