"""Where the project's own files are; only what git knows or would take counts."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("contracts", "services", "agents", "deploy")


def listed(*patterns: str) -> list[Path]:
    """Files of the checkout that git tracks or does not ignore, by git's own glob."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted({ROOT / name for name in names.splitlines() if (ROOT / name).is_file()})


def shown(path: Path) -> str:
    """A path as the checkout's reader says it."""
    return str(path.relative_to(ROOT))
