"""A Faust app around a carrier: its life cycle and nothing of its carrying."""

# ruff: noqa: ANN401 -- Faust's own types are Any

from collections.abc import Sequence
from typing import Any

import faust
from faust.app.base import BootStrategy
from faust.tables.manager import TableManager
from faust.transport.drivers import aiokafka as driver
from mode import ServiceT

from agents.engine.batches import read_whatever_came
from agents.engine.carrier import Carrier
from agents.engine.consumer import Consumer
from agents.engine.failing import watched


class _Boot(BootStrategy):
    """Without Faust's producer and web server: the engine has its own, nobody needs the other."""

    enable_kafka_producer = False
    enable_web = False


class _Tables(TableManager):
    """No tables, so none to wait a second for."""

    async def on_start(self) -> None:
        await self._update_channels()
        await self.recovery.start()


class _Transport(driver.Transport):
    Consumer = Consumer


class CarrierApp(faust.App):
    """A Faust app that leaves the carrying to its carrier."""

    BootStrategy = _Boot
    carrier: Carrier

    def __init__(self, carrier: Carrier, services: Sequence[ServiceT] = ()) -> None:
        settings = carrier.settings
        settings.datadir.mkdir(parents=True, exist_ok=True)
        super().__init__(
            settings.group,
            broker=[f"kafka://{address}" for address in settings.bootstrap.split(",")],
            datadir=str(settings.datadir),
            store="memory://",
            TableManager=_Tables,
            autodiscover=False,
            web_enabled=False,
            topic_allow_declare=False,
            topic_disable_leader=True,
            stream_wait_empty=True,
            broker_session_timeout=settings.session_timeout,
            broker_rebalance_timeout=settings.rebalance_timeout,
            broker_commit_interval=60.0,
            broker_request_timeout=max(90.0, settings.session_timeout),
        )
        self.carrier = carrier
        self.transport = _Transport(self.conf.broker_consumer, self)
        self._before = tuple(services)

    def on_init_dependencies(self) -> Any:
        return [*self._before, *super().on_init_dependencies()]


def carrying_app(carrier: Carrier, services: Sequence[ServiceT] = ()) -> CarrierApp:
    """The app and its one agent, whose body is the carrier's run.

    The agent stands on an in-memory channel: records reach the carrier from the drain, and the
    stream is never iterated, since each of its messages would cost four tasks.
    """
    read_whatever_came()
    app = CarrierApp(carrier, services)

    async def carry(_stream: Any) -> None:
        await watched(carrier.run(), "carry")

    app.agent(app.channel(), name="carry")(carry)
    return app
