"""A process ends with the one that started it, however that one ends."""

import os
import select
import subprocess
import sys
import textwrap

CHILD = (
    "import os, time; from autograder.engine.lifetime import end_with; end_with({}); "
    "print(os.getpid(), flush=True); time.sleep(60)"
)


def test_it_is_killed_when_its_parent_is_killed():
    program = f"""
        import os, subprocess, sys
        subprocess.run([sys.executable, "-c", {CHILD!r}.format(os.getpid())])
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True)
    child = os.pidfd_open(int(parent.stdout.readline()))
    parent.kill()
    ended, _, _ = select.select([child], [], [], 10)  # not its output's end: the child holds that as long as it runs
    os.close(child)
    parent.communicate()
    assert ended


def test_it_ends_at_once_where_that_was_over_before():
    done = subprocess.run([sys.executable, "-c", CHILD.format(0)], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (1, "")
