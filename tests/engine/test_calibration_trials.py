"""Trials on the real engine: many seeds of one answer, cases of questions that build on it, several processes."""

import small_homework

from autograder.calibration.corpus import Entry
from autograder.calibration.trial_processes import TrialSetup, run_trials
from autograder.calibration.trials import SEEDS_A_FORK

COUNTS = """calls = 0


def noise(n):
    global calls
    calls += 1
    return torch.full((n,), 0.5 if calls <= 3 else 2.0)"""


def entry(name, source, question="noise"):
    return Entry(question, "wheat", name, "", {}, source)


def trials(tmp_path, *entries, seeds, jobs=1):
    homework = tmp_path / "homework"
    homework.mkdir()
    small_homework.make(homework)
    solved = small_homework.write_notebook(tmp_path / "small.ipynb", small_homework.RIGHT)
    held = run_trials(entries, lambda _: seeds, TrialSetup(homework, solved), jobs)
    return {trial.entry.name: trial.tallies for trial in held}


def test_an_answer_is_judged_for_every_seed_in_a_fork_for_some_of_them(tmp_path):
    seeds = SEEDS_A_FORK + 4
    found = trials(
        tmp_path, entry("right", small_homework.RIGHT["noise"]), entry("counts", COUNTS), seeds=seeds, jobs=2
    )
    (right,), (counts,) = found["right"], found["counts"]
    assert (right.case, right.runs, right.failed, right.not_judged) == ("noise/test_hidden_range", seeds, 0, 0)
    # Each fork starts from the answer as its cell left it: three calls go well in either of the two.
    assert (counts.runs, counts.failed) == (seeds, seeds - 6)
    inputs = {message.partition("[")[2].partition("]")[0] for message in counts.messages}
    assert len(inputs) == seeds - 6  # another hidden input for each seed


def test_an_answer_that_ends_its_process_fails_for_every_seed(tmp_path):
    source = "def noise(n):\n    import os\n    os._exit(3)"
    (cell,) = trials(tmp_path, entry("ends", source), entry("none", "pass"), seeds=3)["ends"]
    assert (cell.runs, cell.failed) == (3, 3)
    assert "did not come back" in cell.messages[0]


def test_a_name_that_is_not_bound_fails_for_every_seed(tmp_path):
    (cell,) = trials(tmp_path, entry("none", "nothing = 1"), seeds=3)["none"]
    assert (cell.runs, cell.failed) == (3, 3)
    assert "`noise` is not defined" in cell.messages[0]
