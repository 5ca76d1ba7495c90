"""Runs that are killed, interrupted or lose workers, on the real engine: nothing lost, nothing twice."""

import csv
import os
import random
import signal
from pathlib import Path

import pytest
from small_class import (
    alive,
    begin,
    children,
    content,
    descendants,
    finish,
    graded,
    kill,
    make_class,
    wait_for,
)
from small_homework import RIGHT, write_notebook

COUNT = 14


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    """A class that takes some seconds."""
    return make_class(tmp_path_factory.mktemp("many") / "in", COUNT)


@pytest.fixture(scope="module")
def undisturbed(small, many, tmp_path_factory):
    """What the gradebook of an undisturbed run holds, and its folder."""
    out = tmp_path_factory.mktemp("undisturbed")
    done = finish(small, many, out, "--jobs", "2")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return content(out), out


def test_a_class_goes_from_folder_to_csv(undisturbed):
    _, out = undisturbed
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == COUNT
    assert {row["State"] for row in found} == {"graded"}
    ada = next(row for row in found if row["Name"] == "Ada 0")
    assert (ada["double"], ada["scaled"], ada["noise"], ada["word"], ada["Total"]) == ("3", "2", "1", "2", "8")
    assert len(list((out / "feedback").iterdir())) == COUNT


def killed(small, many, out, stop_at):
    """Kills a run when it has written so many results, in the middle of the next; returns all that it had started.

    While it was under way, another was refused.
    """
    process = begin(small, many, out, "--jobs", "1")
    wait_for(lambda: graded(out) >= stop_at and children(process.pid))
    process.send_signal(signal.SIGSTOP)  # else it may be through before another has begun
    another = finish(small, many, out)
    started = descendants(process.pid)
    kill(process)
    assert another.returncode == 3
    assert "Another run is writing" in another.stdout
    return started


def test_killed_at_random_moments_it_goes_on_where_it_was(small, many, undisturbed, tmp_path):
    rng = random.Random()
    for stop_at in (0, rng.randrange(2, COUNT - 4)):
        started = killed(small, many, tmp_path, stop_at)
        wait_for(lambda started=started: not any(map(alive, started)))
    before, left = graded(tmp_path), Path((tmp_path / ".temporary").read_text())
    assert left.is_dir()
    done = finish(small, many, tmp_path, "--jobs", "1")
    assert not left.exists()
    assert not (tmp_path / ".temporary").exists()
    assert done.returncode == 0, done.stderr
    assert f"{COUNT - before} to grade" in done.stdout
    assert graded(tmp_path) == COUNT
    assert content(tmp_path) == undisturbed[0]


def test_a_worker_that_is_killed_takes_nothing_along(small, many, undisturbed, tmp_path):
    process = begin(small, many, tmp_path, "--jobs", "1")  # of two, one may still be starting: nothing is in its hands
    wait_for(lambda: graded(tmp_path) >= 2)
    (worker,) = children(process.pid)
    os.kill(worker, signal.SIGKILL)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "its worker was ended by signal 9" in err
    assert content(tmp_path) == undisturbed[0]


def test_ctrl_c_finishes_what_is_under_way_and_says_how_to_resume(small, many, undisturbed, tmp_path):
    process = begin(small, many, tmp_path, "--jobs", "1", start_new_session=True)
    wait_for(lambda: graded(tmp_path) >= 2)
    started = descendants(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "run the same command again, and it goes on where it was" in out
    assert "Finishing what is under way" in err
    assert "Traceback" not in err
    wait_for(lambda: not any(map(alive, started)))
    assert graded(tmp_path) < COUNT
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["State"] for row in csv.DictReader(file)} == {"graded", "waiting"}


def test_a_second_ctrl_c_stops_at_once_and_says_how_to_resume(small, many, tmp_path):
    process = begin(small, many, tmp_path, "--jobs", "1", start_new_session=True)
    wait_for(lambda: graded(tmp_path) > 0)
    started = descendants(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    assert "Finishing what is under way" in process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "run the same command again, and it goes on where it was" in out
    assert "Traceback" not in err
    wait_for(lambda: not any(map(alive, started)))


def test_a_submission_that_breaks_its_worker_each_time_is_set_aside(small, tmp_path):
    """A worker dies whenever that submission is in its hands; here by the hand of this test, at that moment."""
    folder = tmp_path / "in"
    folder.mkdir()
    forever = {**RIGHT, "double": "while True:\n    pass"}
    write_notebook(folder / "breaker.ipynb", forever)
    write_notebook(folder / "good.ipynb", RIGHT)
    out = tmp_path / "out"
    process = begin(small, folder, out, "--jobs", "1")
    for _ in range(2):
        wait_for(lambda: any("zygote" in cmdline(pid) for pid in descendants(process.pid)) and _running(process.pid))
        (worker,) = children(process.pid)
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda worker=worker: not alive(worker))
    said, err = process.communicate(timeout=120)
    assert process.returncode == 3
    assert err.count("its worker was ended by signal 9") >= 2
    states = {key: values[5:7] for key, (values, _) in content(out).items()}
    assert states["good.ipynb"][0] == "graded"
    assert states["breaker.ipynb"][0] == "set aside"
    assert "It broke 2 workers" in states["breaker.ipynb"][1]
    assert "`--regrade changed` tries it once more" in said


def cmdline(pid: int) -> str:
    """What the process was started with."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _running(pid: int) -> bool:
    """Whether student code is at it: three generations below the run there is somebody who has used processor time."""
    for worker in children(pid):
        for zygote in children(worker):
            for one in descendants(zygote):
                if _cpu_s(one) > 0.5:
                    return True
    return False


def _cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
