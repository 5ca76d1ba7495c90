"""Cells run in the graded shell as in a notebook, in a process that no screen, shell or history belongs to."""

import random
import warnings

import numpy as np
import pytest
import torch
from bridges import forked

from autograder.engine import wire
from autograder.engine.worker.shell import MAX_ERROR_TEXT, make_shell, use_seed


@pytest.fixture
def ran():
    """ran(source, ...) is what came of each cell, all run by one shell in a process of its own."""

    def run(*sources):
        def child(channel):
            warnings.simplefilter("default")  # as in a worker: a warning is no error there
            shell = make_shell()
            for source in sources:
                channel.send(wire.CellRan(*shell.run_graded(source)))
            channel.receive()

        with forked(child) as bridge:
            return [bridge.channel.receive(20).message for _ in sources]

    return run


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("x = 1", ""),
        ("x +", "SyntaxError"),
        ("  x = 1\n y = 2", "IndentationError"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import sys; sys.exit(1)", "SystemExit: 1"),
        ("raise ValueError('two\\nlines')", "ValueError: two lines"),
        ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E", "E"),
        ("return 3", "SyntaxError"),
        ("await 3", "TypeError"),
        ("%time 1 / 0", "ZeroDivisionError"),
        ("%%time\n1 / 0", "ZeroDivisionError"),
        ("%%time\n1 +", "SyntaxError"),
        ("import this_is_no_module", "ModuleNotFoundError: No module named 'this_is_no_module'"),
    ],
)
def test_what_a_cell_raises_is_told_in_a_line_and_the_next_one_runs(ran, source, error):
    first, second = ran(source, "assert True")
    assert first.error.startswith(error)
    assert bool(first.error) == bool(error)
    assert "\n" not in first.error
    assert second.error == ""


def test_what_a_cell_raises_is_bounded(ran):
    (one,) = ran("raise ValueError('x' * 100_000)")
    assert len(one.error) == len("ValueError: ") + MAX_ERROR_TEXT


def test_names_last_from_cell_to_cell_and_through_magics_that_measure(ran):
    made = ran(
        "x = 1",
        "%%time\ny = x + 1",
        "%time z = y + 1",
        "%%timeit -n 100\nw = z + 1",
        "assert (x, y, z, w) == (1, 2, 3, 4)",
    )
    assert [one.error for one in made] == [""] * 5
    assert [one.skipped for one in made] == [[]] * 5


@pytest.mark.parametrize(
    ("source", "skipped"),
    [
        ("%matplotlib inline\n%config x = 3\n%load_ext autoreload", []),
        ("%cd /\n%run x.py\n%timeit 3", ["%cd", "%run", "%timeit"]),
        ("!ls -l\n!!ls", ["!ls", "!ls"]),
        ("x = !ls\nassert x == []", ["!ls"]),
        ("%%bash\nexit 1", ["%%bash"]),
        ("exit()\nquit()", ["exit()", "exit()"]),
    ],
)
def test_magics_are_skipped_by_name(ran, source, skipped):
    (one,) = ran(source)
    assert (one.error, one.skipped) == ("", skipped)


def test_one_seed_starts_every_stream():
    draws = []
    for seed in (5, 5, 6, (1 << 63) - 1):
        state = random.getstate(), np.random.get_state(), torch.get_rng_state()
        use_seed(seed)
        draws.append((random.random(), float(np.random.rand()), torch.rand(1).item()))
        random.setstate(state[0])
        np.random.set_state(state[1])
        torch.set_rng_state(state[2])
    assert draws[0] == draws[1]
    assert len({number for draw in draws for number in draw}) == 9
