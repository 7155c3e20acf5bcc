"""What is wrong with a pack, in plain words with file and line; never raises one at a time."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing to put right: where (file within the pack, line from 1) and what, as a sentence."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        """As a person reads it: `agencies/dlh/services.yaml line 41: ...`."""
        return f"{self.file} line {self.line}: {self.sentence}"


class PackRefused(Exception):
    """A pack cannot be used; `problems` holds all of them, in order of file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
