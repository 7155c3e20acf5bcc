"""Wrong imports are planted in a copy of the rooms, and import-linter names the rule they break."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.files import ROOMS, ROOT, listed, shown

_ALLOWED_IN_CONTRACTS = {"contracts", "orjson", "pydantic", "pydantic_core", "shapely", "stdnum"}


def _lint(project: Path) -> tuple[int, str]:
    code = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(project)!r}); {code}"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def clean_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("rooms")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for file in listed(*(f"{room}/*.py" for room in ROOMS)):
        target = copy / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    return copy


def test_the_rooms_as_they_are_break_no_rule(clean_copy: Path) -> None:
    status, report = _lint(clean_copy)
    assert status == 0, report


@pytest.mark.parametrize(
    ("file", "line", "rule"),
    [
        ("contracts/planted.py", "import deploy", "imports run downwards"),
        ("contracts/planted.py", "import agents.engine", "imports run downwards"),
        ("services/kafka/planted.py", "import agents.engine", "imports run downwards"),
        ("agents/engine/planted.py", "import services", "imports run downwards"),
        ("agents/engine/planted.py", "import agents.case", "hops stand on the engine"),
        ("agents/intake/planted.py", "import agents.case", "hops stand on the engine"),
        ("agents/billing/__init__.py", "", "hops stand on the engine"),
        ("services/ledger/planted.py", "import services.catalogue", "services meet on Kafka"),
        ("contracts/planted.py", "import aiokafka", "contracts are pure"),
        ("contracts/planted.py", "from time import monotonic", "contracts are pure"),
        ("agents/case/planted.py", "import aiokafka", "what a hop decides is pure"),
        ("agents/case/planted.py", "import faust", "faust is the engine's"),
        ("deploy/planted.py", "import faust", "faust is the engine's"),
        ("services/catalogue/planted.py", "import httpx", "nothing calls out over HTTP"),
        ("services/catalogue/planted.py", "import fastapi", "HTTP comes in by a service's routes"),
        ("agents/case/planted.py", "import starlette", "HTTP comes in by a service's routes"),
        ("services/ledger/planted.py", "import uvicorn", "HTTP comes in by a service's routes"),
        ("services/ledger/planted.py", "import contracts.ids", "the ledger works due dates and"),
        (
            "services/ledger/reference/planted.py",
            "from contracts.calendar import WorkingTime",
            "the ledger works due dates and",
        ),
        ("agents/engine/planted.py", "import prometheus_client", "figures become Prometheus"),
        ("deploy/metrics/planted.py", "import grafana_foundation_sdk", "dashboards are drawn in"),
        ("agents/engine/planted.py", "import pydantic_settings", "only deploy reads"),
    ],
)
def test_a_wrong_import_is_refused_by_name(
    clean_copy: Path, file: str, line: str, rule: str
) -> None:
    planted = clean_copy / file
    new_room = not planted.parent.exists()
    planted.parent.mkdir(parents=True, exist_ok=True)
    (planted.parent / "__init__.py").touch()
    planted.write_text(line + "\n")
    try:
        status, report = _lint(clean_copy)
    finally:
        shutil.rmtree(planted.parent) if new_room else planted.unlink()
    broken = [said for said in report.splitlines() if " BROKEN" in said]
    assert status != 0
    assert any(said.startswith(rule) for said in broken), report


def test_contracts_import_nothing_but_values_and_arithmetic() -> None:
    foreign = {
        f"{shown(file)}: {name}"
        for file in listed("contracts/*.py")
        for name in _imported(file)
        if name not in _ALLOWED_IN_CONTRACTS | sys.stdlib_module_names
    }
    assert foreign == set()


def _imported(file: Path) -> set[str]:
    tree = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    names = [
        [alias.name for alias in node.names] if isinstance(node, ast.Import) else [str(node.module)]
        for node in tree
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    return {name.partition(".")[0] for group in names for name in group}
