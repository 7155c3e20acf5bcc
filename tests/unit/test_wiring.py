"""What starts a worker, and what keeps it from starting."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from contracts.releases import CityClock, ClockSegment
from deploy.local import state
from deploy.settings import Settings
from deploy.wiring import (
    DEMO_TICK,
    ClockRefused,
    Hop,
    NoKafka,
    engine_settings,
    kafka_access,
    refuse_a_fast_clock,
)
from services.kafka.access import KafkaAccess
from tests.builders.calendars import at

_FAST = (ClockSegment(real_ms=0, city=at("2026-03-12 07:30"), speed=14_400),)


def _a_broker_runs_in(folder: Path, address: str) -> None:
    (folder / "kafka").mkdir(parents=True)
    state.write(folder, os.getpid(), address)


def test_production_refuses_a_clock_that_is_not_real_time() -> None:
    with pytest.raises(ClockRefused, match="not real time and is not marked as a demo's"):
        refuse_a_fast_clock(CityClock(epoch="e", segments=_FAST))


def test_real_time_and_a_demo_s_clock_are_taken() -> None:
    refuse_a_fast_clock(CityClock.identity("e"))
    refuse_a_fast_clock(CityClock(epoch="e", segments=_FAST, demo=True))


def test_a_demo_s_worker_looks_at_deadlines_more_often(tmp_path: Path) -> None:
    access = KafkaAccess("127.0.0.1:1")
    demo = CityClock(epoch="e", segments=_FAST, demo=True)
    usual = engine_settings(Hop.CASE, access, CityClock.identity("e"), tmp_path)
    fast = engine_settings(Hop.CASE, access, demo, tmp_path)
    assert (usual.group, usual.tick, fast.tick) == ("simpul-case", 1.0, DEMO_TICK)


def test_a_worker_writes_under_the_release_it_is_of(tmp_path: Path) -> None:
    clock = CityClock.identity("e")
    engine = engine_settings(Hop.CASE, KafkaAccess("127.0.0.1:1"), clock, tmp_path)
    assert engine.release == (("simpul_release", version("simpul").encode()),)


def test_the_address_that_is_set_comes_before_an_embedded_broker(tmp_path: Path) -> None:
    _a_broker_runs_in(tmp_path, "127.0.0.1:1")
    settings = Settings(kafka="kafka.example:9092", data=tmp_path)
    assert kafka_access(settings).bootstrap == "kafka.example:9092"


def test_a_folder_that_is_named_comes_before_the_address_that_is_set(tmp_path: Path) -> None:
    _a_broker_runs_in(tmp_path / "mine", "127.0.0.1:1")
    settings = Settings(kafka="kafka.example:9092", data=tmp_path)
    assert kafka_access(settings, tmp_path / "mine").bootstrap == "127.0.0.1:1"


def test_a_running_demo_s_broker_is_found_below_the_data_folder(tmp_path: Path) -> None:
    _a_broker_runs_in(tmp_path / "demo-1", "127.0.0.1:1")
    assert kafka_access(Settings(data=tmp_path)).bootstrap == "127.0.0.1:1"


def test_without_any_broker_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoKafka, match="Set SIMPUL_KAFKA to a bootstrap address, or start"):
        kafka_access(Settings(data=tmp_path))


def test_a_worker_without_a_broker_exits_4_with_the_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "worker", "intake", "--folder", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"No Kafka: no embedded broker runs in {tmp_path}")
