"""The locks are whole, the settings are documented, and nobody installs us beside others."""

import re
import tomllib

from deploy.local.jars import LOCK
from deploy.settings import Settings
from tests.house.files import ROOMS, ROOT

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_PYTHON_LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
_JAR_LOCK = LOCK.read_text(encoding="utf-8")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_locked_distribution_has_an_exact_version_and_hashes() -> None:
    entries = re.split(r"^(?=[a-zA-Z0-9])", _PYTHON_LOCK, flags=re.MULTILINE)[1:]
    loose = [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    assert len(entries) > len(_PROJECT["project"]["dependencies"])
    assert loose == []


def test_every_dependency_asked_for_is_locked() -> None:
    groups = _PROJECT["dependency-groups"]
    asked = [*_PROJECT["project"]["dependencies"], *groups["build"], *groups["dev"]]
    names = {_normal(re.split(r"[<>=!\[; ]", name)[0]) for name in asked if isinstance(name, str)}
    locked = {_normal(name) for name in re.findall(r"^([\w.-]+)==", _PYTHON_LOCK, re.MULTILINE)}
    assert names - locked == set()


def test_every_locked_jar_has_its_checksum() -> None:
    jars = tomllib.loads(_JAR_LOCK)["dependencies"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar["sha256"]) for jar in jars)
    assert {"artifactId": "kafka_2.13", "version": "4.4.0"}.items() <= jars[0].items()


def test_the_locks_name_no_host() -> None:
    assert re.findall(r"https?:|index-url|find-links", _PYTHON_LOCK + _JAR_LOCK) == []


def test_the_distribution_is_an_application_that_no_registry_takes() -> None:
    """Its import names are general ones, so it must own its environment."""
    assert "Private :: Do Not Upload" in _PROJECT["project"]["classifiers"]


def test_what_is_packed_is_what_import_linter_watches() -> None:
    packed = _PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    watched = _PROJECT["tool"]["importlinter"]["root_packages"]
    assert sorted(packed) == sorted(watched) == sorted(ROOMS)


def test_every_setting_is_documented_in_the_readme_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `(SIMPUL_\w+)` \|", readme, re.MULTILINE)
    assert documented == [f"SIMPUL_{name.upper()}" for name in Settings.model_fields]
