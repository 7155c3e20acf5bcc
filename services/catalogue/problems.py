"""What is wrong with a pack and what to do about it, by file and line; never one at a time."""

from typing import NamedTuple


class Words(NamedTuple):
    """What is wrong, as a sentence without its full stop, and what to do, as one too."""

    sentence: str
    remedy: str


class Problem(NamedTuple):
    """One thing to put right: where (file within the pack, line from 1), what, and how."""

    file: str
    line: int
    sentence: str
    remedy: str

    @property
    def told(self) -> str:
        """The sentence and its remedy: "`x` must be a number, got 'two'. Write a number."."""
        return f"{self.sentence}. {self.remedy}."

    def __str__(self) -> str:
        """As a person reads it: `agencies/dlh/services.yaml line 41: ...`."""
        return f"{self.file} line {self.line}: {self.told}"


class PackRefused(Exception):
    """A pack cannot be used; `problems` holds all of them, in order of file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
