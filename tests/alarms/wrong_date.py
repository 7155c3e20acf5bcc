"""`simpul` three days behind: `python -m tests.alarms.wrong_date worker case`."""

from deploy.cli.main import app
from tests.faults.worker import shift_the_wall_clock

if __name__ == "__main__":
    shift_the_wall_clock(-3)
    app()
