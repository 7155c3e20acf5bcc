"""Reads YAML into plain values and remembers the line of each; never builds any other object.

Plain words follow YAML 1.2's core schema: `no` is a word, and 12:30 or 2026-03-12 are text.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from services.catalogue.problems import Problem, Words

Path = tuple[str | int, ...]

# libyaml where PyYAML was built with it: the same nodes, ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUOTED = frozenset("'\"|>")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


@dataclass
class Document:
    """A file's values, and the line each of them stands on."""

    file: str
    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=lambda: {(): 1})

    def line(self, path: Path) -> int:
        """The line of a value; where it is missing, of what should hold it."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def at(self, path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
        """The value at a path that the file has."""
        value = self.value
        for part in path:
            value = value[part]
        return value

    def problem(self, path: Path, words: Words) -> Problem:
        """A problem with the value at a path."""
        return Problem(self.file, self.line(path), *words)


def read_lines(file: str, text: str) -> Document:
    """A YAML text as a document; syntax errors and repeated keys are its problems."""
    document = Document(file)
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        document.problems.append(_unreadable(file, error))
    except yaml.YAMLError as error:
        words = Words(f"is not YAML: {_one_line(str(error))}", _REWRITE)
        document.problems.append(Problem(file, 1, *words))
    else:
        document.value = _Builder(document).build(node, ()) if node is not None else None
    return document


def _unreadable(file: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark is not None else 1
    return Problem(file, line, f"is not YAML: {_one_line(error.problem or str(error))}", _REWRITE)


_REWRITE = "Look here and just above for a bracket, a quote or an indent that does not match"


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Builder:
    """Turns nodes into values, noting lines and repeated keys."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def build(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
        self._document.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, place)) for place, item in enumerate(node.value)]
        return _scalar(node) if isinstance(node, yaml.ScalarNode) else None

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                self._repeated(key_node, (*path, key))
                continue
            found[key] = self.build(value_node, (*path, key))
            self._document.lines[*path, key] = key_node.start_mark.line + 1
        return found

    def _repeated(self, node: yaml.Node, path: Path) -> None:
        line = node.start_mark.line + 1
        sentence = f"`{path[-1]}` stands here twice; it is on line {self._document.line(path)} too"
        remedy = "Keep one of the two"
        self._document.problems.append(Problem(self._document.file, line, sentence, remedy))


def _scalar(node: yaml.ScalarNode) -> Any:  # noqa: ANN401 - a word, a number, yes or no, or nothing
    text: str = node.value
    if node.style in _QUOTED:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
