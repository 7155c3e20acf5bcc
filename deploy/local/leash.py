"""Ties a program to the process that starts it, then becomes it: no broker outlives its owner.

Run as `python leash.py OWNER_PID PROGRAM ARGS...`. Linux only: elsewhere the owner's own stop() has
to do. The kernel watches the *thread* that started the program, so start it from a lasting one.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel for a SIGKILL at the owner's death, and go on as the program."""
    owner, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(owner):  # it died before the kernel knew
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - the command line is this package's own


if __name__ == "__main__":
    main()
