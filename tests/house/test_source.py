"""Files stay a screen or three, functions stay short, and everything says what it is for."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.files import ROOMS, listed, shown

_LONGEST_FILE = 250
_LONGEST_FUNCTION = 40
_PUT_OFF = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
_OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(work|home|root|Users|tmp|opt)/")
_VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "base", "data", "info"}

PYTHON = listed("*.py")
TEXTS = listed(
    *("*.py", "*.md", "*.toml", "*.yaml", "*.yml", "*.xml", "*.lock", "Makefile", ".ci/*")
)


def test_no_python_file_is_longer_than_250_lines() -> None:
    lengths = {shown(file): len(file.read_text(encoding="utf-8").splitlines()) for file in PYTHON}
    assert {name: n for name, n in lengths.items() if n > _LONGEST_FILE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        f"{shown(file)}: {node.name}"
        for file in PYTHON
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > _LONGEST_FUNCTION
    }
    assert long == set()


def test_every_module_says_in_a_docstring_what_it_is_for() -> None:
    silent = {
        shown(file)
        for file in PYTHON
        if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert silent == set()


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = {shown(file) for file in PYTHON if _VAGUE_NAMES & {file.stem, file.parent.name}}
    assert vague == set()


def test_every_folder_of_code_is_a_package_with_more_than_its_name() -> None:
    folders = {file.parent for file in listed(*(f"{room}/*.py" for room in ROOMS))}
    bare = {shown(folder) for folder in folders if not (folder / "__init__.py").exists()}
    assert bare == set()


@pytest.mark.parametrize("file", TEXTS, ids=shown)
def test_a_file_puts_nothing_off_and_names_no_path_of_one_machine(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert _PUT_OFF.findall(text) == []
    assert _OF_ONE_MACHINE.findall(text) == []
