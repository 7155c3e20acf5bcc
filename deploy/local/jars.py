"""Kafka's jars as jgo.lock.toml names them: fetched once, checked each start, never another."""

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from jgo.env import (
    EnvironmentBuilder,
    EnvironmentSpec,
    LockedDependency,
    LockFile,
    compute_spec_hash,
)
from jgo.maven import MavenContext

from deploy.local.failure import EmbeddedKafkaFailed

MANIFEST = Path(__file__).with_name("jgo.toml")
LOCK = Path(__file__).with_name("jgo.lock.toml")

_AT_ONCE = 6
_TRIES = 3
_TIMEOUT_SECONDS = 60


def cache_folder() -> Path:
    """Where the jars of this user are kept, whatever checkout asks for them."""
    return Path.home() / ".cache" / "simpul" / "jars"


def jars(cache: Path, progress: Callable[[str], None]) -> list[Path]:
    """Every locked jar as a file whose SHA-256 was just checked; fetches what is missing."""
    locked = LockFile.load(LOCK).dependencies
    missing = [jar for jar in locked if not _is_whole(cache / _file_name(jar), jar)]
    for done, jar in enumerate(_fetch_all(missing, cache), start=1):
        progress(f"fetching Kafka once: {done} of {len(missing)} jars ({jar.artifactId})")
    return [cache / _file_name(jar) for jar in locked]


def write_lock() -> int:
    """Resolve jgo.toml and write jgo.lock.toml; the number of jars in it."""
    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(folder), timeout=_TIMEOUT_SECONDS)
        builder = EnvironmentBuilder(context, cache_dir=Path(folder))
        wanted = builder.spec_to_dependencies(EnvironmentSpec.load(MANIFEST))
        direct, indirect = context.resolver.resolve(wanted)
        lock = LockFile.from_resolved_dependencies(
            [*direct, *indirect],
            environment_name="simpul-kafka",
            spec_hash=compute_spec_hash(MANIFEST),
        )
        lock.save(LOCK)
        return len(lock.dependencies)


def _file_name(jar: LockedDependency) -> str:
    return f"{jar.artifactId}-{jar.version}.{jar.packaging}"


def _is_whole(file: Path, jar: LockedDependency) -> bool:
    if not file.exists():
        return False
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == jar.sha256


def _fetch_all(missing: list[LockedDependency], cache: Path) -> Iterator[LockedDependency]:
    if not missing:
        return
    cache.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=cache, prefix=".part-") as staging,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        asked = {pool.submit(_fetch, jar, Path(staging), cache): jar for jar in missing}
        try:
            for answer in as_completed(asked):
                answer.result()
                yield asked[answer]
        finally:
            pool.shutdown(cancel_futures=True)


def _fetch(jar: LockedDependency, staging: Path, cache: Path) -> None:
    """Download beside the cache, check, then move: a cut or a second download never shows."""
    trouble: Exception | None = None
    for attempt in range(_TRIES):
        try:
            file = _download(jar, staging / f"{_file_name(jar)}-{attempt}")
        except (OSError, RuntimeError) as error:
            trouble = error
            continue
        if not _is_whole(file, jar):
            message = f"{file.name} is not the file that jgo.lock.toml locks; it was thrown away."
            raise EmbeddedKafkaFailed(message)
        shutil.move(file, cache / _file_name(jar))
        return
    message = f"{_file_name(jar)} is needed once and could not be fetched: {trouble}"
    raise EmbeddedKafkaFailed(message)


def _download(jar: LockedDependency, folder: Path) -> Path:
    context = MavenContext(repo_cache=folder, timeout=_TIMEOUT_SECONDS)
    component = context.project(jar.groupId, jar.artifactId).at_version(jar.version)
    return component.artifact(classifier=jar.classifier or "", packaging=jar.packaging).resolve()


if __name__ == "__main__":
    sys.stderr.write(f"{write_lock()} jars locked\n")
