"""The grader's view of a worker process that lies, leaves or keeps silent: a Failure in words, and nothing else."""

import contextlib
import os
import signal
from dataclasses import replace

import pytest
from bridges import forked

from autograder.engine import wire
from autograder.engine.judge.worker import WorkerProcess
from autograder.engine.sandbox import Limits
from autograder.engine.wire import Gone
from autograder.results.verdict import BadReply, Crashed, Exited, OutOfMemory, OutOfTime

LIMITS = replace(Limits(), answer_wall_s=2)


def worker_process(*answers, hit=None, limits=LIMITS):
    """A worker process that says hello, closes the socket of a fork at once, and gives these answers to all else."""

    def lie(channel):
        channel.send(wire.Hello())
        waiting = list(answers)
        with contextlib.suppress(Gone):
            while True:
                _, sock = channel.receive_with_fd()
                if sock is not None:
                    os.close(sock)
                    continue
                answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                if answer == "leaves":
                    return
                if answer != "keeps silent":
                    channel.send(answer)

    @contextlib.contextmanager
    def started():
        with forked(lie) as bridge:
            one = WorkerProcess(bridge.channel, limits, lambda: hit, os.getsid(0))
            yield one
            one.close()

    return started()


def test_a_cell_that_ran_is_told_with_what_it_raised_and_skipped():
    with worker_process(wire.CellRan("ValueError: no", ["%cd"])) as line:
        ran = line.run("x = 1", 5)
        assert (ran.error, ran.skipped) == ("ValueError: no", ("%cd",))
        assert line.alive()


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (wire.Status(0), BadReply, "it wrote to the grader's socket"),
        ("leaves", Exited, "it ended the whole process, such as os._exit"),
        ("keeps silent", OutOfTime, r"it was still running after 0\.1 seconds"),
    ],
)
def test_a_cell_that_does_not_come_to_its_end_is_a_failure_in_words(answer, kind, says):
    with worker_process(answer) as line, pytest.raises(kind, match=says):
        line.run("x = 1", 0.1)


def lose_a_fork(line):
    with line.serving(line.fork_test(0, ())):
        pytest.fail("a fork without a socket has said hello")


STATUSES = {
    "crashed": ([signal.SIGSEGV], Crashed, r"it crashed the process \(SIGSEGV\)"),
    "of_a_signal_without_a_name": ([126], Crashed, r"\(signal 126\)"),
    "killed": ([signal.SIGKILL], OutOfMemory, "most likely for memory"),
    "out_of_processor_time": ([signal.SIGXCPU], OutOfTime, "seconds of processor time"),
    "file_too_large": ([signal.SIGXFSZ], Crashed, "wrote a file of more than"),
    "exited": ([3 << 8], Exited, "it ended the whole process with status 3"),
    "still_ending": ([-1, -1, 3 << 8], Exited, "with status 3"),
    "beyond_any_status": ([(1 << 64) - 1], Exited, "or crashed it"),
    "stopped": ([0x137F], Exited, "or crashed it"),
}


@pytest.mark.parametrize(("numbers", "kind", "says"), STATUSES.values(), ids=STATUSES)
def test_the_end_of_a_fork_is_told_by_what_its_parent_says_of_it(numbers, kind, says):
    with worker_process(*map(wire.Status, map(int, numbers))) as line, pytest.raises(kind, match=says):
        lose_a_fork(line)


@pytest.mark.parametrize("answer", [wire.CellRan("", []), "leaves", wire.Hello()])
def test_a_parent_that_does_not_say_is_believed_nothing(answer):
    with worker_process(answer) as line, pytest.raises(Exited, match="or crashed it"):
        lose_a_fork(line)


def test_a_limit_that_the_watch_has_seen_is_what_is_told():
    lost = worker_process("leaves", hit="it went over a limit (memory)")
    with lost as line, pytest.raises(OutOfMemory, match=r"it went over a limit \(memory\)"):
        line.run("x = 1", 5)


def test_a_fork_that_says_hello_and_is_gone_is_gone():
    reading, writing = os.pipe()

    def says_hello_and_ends(channel):
        child = os.fork()
        if child == 0:
            channel.send(wire.Hello())
            os._exit(0)
        os.waitpid(child, 0)  # so that nobody has this pid any more
        os.write(writing, b".")
        signal.pause()

    with forked(says_hello_and_ends) as bridge:
        os.read(reading, 1)
        with pytest.raises(Gone):
            WorkerProcess(bridge.channel, LIMITS, lambda: None, os.getsid(0))
    os.close(reading)
    os.close(writing)


def test_a_fork_that_never_says_hello_is_out_of_time():
    with forked(lambda channel: signal.pause()) as bridge, pytest.raises(OutOfTime, match="it did not start in time"):
        WorkerProcess(bridge.channel, replace(LIMITS, answer_wall_s=0.1), lambda: None, os.getsid(0))


@pytest.mark.parametrize("answer", ["keeps silent", wire.CellRan("", [])])
def test_a_worker_process_that_owes_an_answer_to_a_fetch_is_asked_nothing_more(answer):
    limits = replace(LIMITS, case_wall_s=0.1)
    with worker_process(answer, limits=limits) as line:
        with pytest.raises((OutOfTime, BadReply)):
            line.fetch(("x",))
        assert not line.alive()


def test_a_worker_process_that_owes_word_of_a_fork_is_asked_nothing_more():
    with worker_process("keeps silent") as line:
        with pytest.raises(Exited, match="or crashed it"):
            lose_a_fork(line)
        assert not line.alive()
