"""What happens to a process that hangs, dies or is stopped, and to what it started."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from autograder.gradescope.watchdog import ProcessExit


@pytest.fixture
def watched(tmp_path):
    """watched(program, wall_s) runs Python's `program` under the watchdog of a process of its own; what that said."""

    def run(program, wall_s=20.0, meanwhile=None):
        script = tmp_path / "watched.py"
        script.write_text(textwrap.dedent(program))
        outer = (
            "import sys\nfrom autograder.gradescope.watchdog import Stopped, run_watched\n"
            f"try:\n    print('ended', run_watched([sys.executable, {str(script)!r}], {{}}, {wall_s}).status)\n"
            "except Stopped:\n    print('stopped')\n"
        )
        process = subprocess.Popen([sys.executable, "-c", outer], stdout=subprocess.PIPE, text=True)
        if meanwhile:
            meanwhile(process)
        said, _ = process.communicate(timeout=60)
        return said.split()

    return run


@pytest.mark.parametrize(
    ("program", "status"),
    [("pass", "0"), ("raise SystemExit(3)", "3"), ("import os; os.kill(os.getpid(), 9)", "-9")],
)
def test_an_end_of_its_own_is_told_by_its_status(watched, program, status):
    assert watched(program) == ["ended", status]


def test_one_that_hangs_is_ended_at_its_limit(watched):
    assert watched("import time\ntime.sleep(60)", wall_s=0.5) == ["ended", "None"]


DETACHED = """
    import os, sys, time
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            open({path!r}, "w").write(str(os.getpid()))
            time.sleep(60)
        os._exit(0)
    os.wait()
    while not os.path.exists({path!r}) or not open({path!r}).read():
        time.sleep(0.01)
    {then}
"""


@pytest.mark.parametrize("then", ["time.sleep(60)", "sys.exit(0)", "os.kill(os.getpid(), 9)"])
def test_what_it_left_behind_is_dead_afterwards_even_if_detached(watched, tmp_path, then):
    path = tmp_path / "pid"
    watched(DETACHED.format(path=str(path), then=then), wall_s=2)
    with pytest.raises(ProcessLookupError):
        os.kill(int(path.read_text()), 0)


def test_told_to_stop_it_ends_everything_and_says_so(watched, tmp_path):
    path = tmp_path / "pid"

    def stop(process):
        deadline = time.monotonic() + 20
        while not (path.exists() and path.read_text()) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)

    said = watched(DETACHED.format(path=str(path), then="time.sleep(60)"), meanwhile=stop)
    assert said == ["stopped"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(path.read_text()), 0)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (None, "did not come to its end within 570 seconds"),
        (-9, "the memory of the container has run out"),
        (-11, "was ended by SIGSEGV"),
        (1, "ended with status 1"),
    ],
)
def test_staff_are_told_how_it_ended(status, says):
    assert says in ProcessExit(status).in_words(570)
