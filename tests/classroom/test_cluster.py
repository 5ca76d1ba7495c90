"""A class on a Dask cluster of this machine: the grades are the local ones; what must not grade is refused by name."""

import os
import shutil
import signal
import socket
import subprocess
import sys

import pytest
from dask_hosts import loopback
from small_class import ROOT, begin, command, content, finish, graded, make_class, wait_for

from autograder.classroom.cluster import host
from autograder.classroom.cluster.address import address, is_safe
from autograder.classroom.cluster.parcel import Order, pack
from autograder.classroom.messages import Work

COUNT = 8


@pytest.mark.parametrize("text", ["tls://grading.example.edu:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:8786"])
def test_tls_and_this_machine_are_taken(text):
    assert address(text) == text


@pytest.mark.parametrize("text", ["tcp://10.0.0.7:8786", "tcp://grading.example.edu:8786", "tcp://127.0.0.1.evil:1"])
def test_a_plain_scheduler_elsewhere_is_refused_with_what_to_do(text):
    with pytest.raises(Exception, match=r"runs anybody's programs .* docs/cluster.md"):
        address(text)
    assert not is_safe(text)


@pytest.mark.parametrize("text", ["", "10.0.0.7", "tls://host", "http://host:1", "tls://host:port"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(Exception, match="no address of a cluster; expected one like tls://"):
        address(text)


def test_without_certificates_it_says_which_setting_is_missing(small, tmp_path):
    make_class(tmp_path / "in", 1)
    done = finish(small, tmp_path / "in", tmp_path / "out", "--cluster", "tls://127.0.0.1:9")
    assert done.returncode == 3
    assert "DASK_DISTRIBUTED__COMM__TLS__CA_FILE is not set" in done.stdout


def test_without_dask_one_sentence_says_what_to_install(small, tmp_path):
    make_class(tmp_path / "in", 1)
    arguments = command(small, tmp_path / "in", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9")[3:]
    without = "import sys, runpy; sys.modules['dask'] = None; sys.argv[0] = 'autograder'; "
    code = without + "runpy.run_module('autograder', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    assert "pip install distributed" in done.stdout


def test_a_scheduler_that_says_nothing_ends_the_run_with_a_sentence(small, tmp_path, monkeypatch):
    from autograder.classroom.cluster.schedule import ClusterSchedule, Patience
    from autograder.classroom.messages import Setup
    from autograder.results.verdict import GraderFault

    (tmp_path / "in").mkdir()
    setup = Setup(assignment=str(small), source=str(tmp_path / "in"), parent=os.getpid())
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        where = f"tcp://127.0.0.1:{deaf.getsockname()[1]}"
        schedule = ClusterSchedule(where, setup, iter([]), lambda _: None, Patience(answer_s=1.0))
        with pytest.raises(GraderFault, match=r"did not answer within 1 s .* see that its scheduler runs there"):
            list(schedule.events())


def test_a_worker_of_another_version_is_refused_by_name(small, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(ROOT / "autograder", other / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    (other / "autograder" / "__init__.py").write_text("# of last year\n")
    make_class(tmp_path / "in", 1)
    with loopback(tmp_path, 1, cwd=other) as (where, _):
        done = finish(small, tmp_path / "in", tmp_path / "out", "--cluster", where)
    assert done.returncode == 3, done.stderr
    assert "the worker tcp://127.0.0.1:" in done.stdout
    assert "has another autograder" in done.stdout
    assert graded(tmp_path / "out") == 0
    assert "What was graded is kept: run the same command again" in done.stdout


def test_two_runs_at_once_though_a_worker_is_killed_have_the_local_gradebook(small, tmp_path):
    make_class(tmp_path / "in", COUNT)
    assert finish(small, tmp_path / "in", tmp_path / "local").returncode == 0
    with loopback(tmp_path, 2) as (where, processes):
        short = begin(small, tmp_path / "in", tmp_path / "short", "--cluster", where)
        run = begin(small, tmp_path / "in", tmp_path / "cluster", "--cluster", where)
        wait_for(lambda: graded(tmp_path / "cluster") >= 1)
        processes[1].send_signal(signal.SIGKILL)
        for one in (short, run):
            said, trouble = one.communicate(timeout=120)
            assert (one.returncode, trouble) == (0, ""), said + trouble
    assert content(tmp_path / "cluster") == content(tmp_path / "short") == content(tmp_path / "local")


def test_a_killed_scheduler_ends_the_run_with_a_sentence_and_the_same_command_goes_on_without_it(small, tmp_path):
    make_class(tmp_path / "in", COUNT)
    with loopback(tmp_path, 1) as (where, (scheduler, _)):
        run = begin(small, tmp_path / "in", tmp_path / "out", "--cluster", where)
        wait_for(lambda: graded(tmp_path / "out") >= 2)
        scheduler.send_signal(signal.SIGKILL)
        said, trouble = run.communicate(timeout=120)
    kept = graded(tmp_path / "out")
    assert (run.returncode, trouble) == (3, ""), said + trouble
    assert "has gone: start it anew.\nWhat was graded is kept: run the same command again" in said
    assert 2 <= kept < COUNT
    done = finish(small, tmp_path / "in", tmp_path / "out")
    assert done.returncode == 0, done.stdout
    assert f"{COUNT} submissions, laid out as by a folder; {COUNT - kept} to grade." in done.stdout
    assert finish(small, tmp_path / "in", tmp_path / "local").returncode == 0
    assert content(tmp_path / "out") == content(tmp_path / "local")


def test_a_grader_that_is_busy_while_its_pool_closes_ends_afterwards(small, monkeypatch):
    pool, ended = host.GraderPool(pack(small, (), False)), []
    monkeypatch.setattr(host.GraderThread, "grade", lambda _, work, first: pool.close())  # the run has gone meanwhile
    monkeypatch.setattr(host.GraderThread, "close", lambda self: ended.append(self))
    pool.grade(Order("", Work(1, "a", "a"), False))
    assert len(ended) == 1
    assert not pool._folder.path.exists()
