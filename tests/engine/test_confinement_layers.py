"""Each layer prevents what it is there for, and without it the same thing is possible."""

import errno
import fcntl
import mmap
import os
import resource
import socket
import tempfile
import time
from pathlib import Path

import pytest
from confinement_boxes import a_box, as_root, as_somebody, ask

from autograder.engine.confinement import privileges, probe, rlimits
from autograder.engine.confinement.system_calls import system_call

REFUSED = {"PermissionError", "OSError", "FileNotFoundError"}


def in_a_fork(attempt) -> str:
    """What a fork meets: the error's name, or "done"."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            attempt()
            os.write(writing, b"done")
        except OSError as error:
            os.write(writing, type(error).__name__.encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    return os.read(reading, 100).decode() or "done"


def downward() -> int:
    return system_call("mmap", 0, 1 << 20, 3, 0x122, -1, 0)  # MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN


def shared_zeros() -> mmap.mmap:
    with open("/dev/zero", "r+b") as zeros:
        return mmap.mmap(zeros.fileno(), 1 << 20)


def signal_by_descriptor() -> int:
    """The kernel sends SIGIO, or any other signal, to whoever is named here."""
    return fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())


def a_set_id_file() -> None:
    os.close(os.open("program", os.O_CREAT | os.O_WRONLY, 0o4755))


def chmod_set_id() -> None:
    Path("script").touch()
    os.chmod("script", 0o6755)


SYSTEM_CALLS = {
    "a socket": socket.socket,
    "a datagram pair, which could write to strangers": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
    "a signal to the parent": lambda: os.kill(os.getppid(), 0),
    "a signal to all": lambda: system_call("tgkill", os.getppid(), os.getppid(), 0),
    "a signal by way of a descriptor": signal_by_descriptor,
    "leaving the session": lambda: in_a_fork(os.setsid) == "done" or os.kill(os.getppid(), 0),
    "leaving the process group": lambda: in_a_fork(lambda: os.setpgid(0, 0)) == "done" or os.kill(os.getppid(), 0),
    "another program": lambda: in_a_fork(lambda: os.execv("/bin/true", ["true"])) == "done" or os.kill(os.getppid(), 0),
    "shared anonymous memory": lambda: mmap.mmap(-1, mmap.PAGESIZE),
    "shared memory of a device": shared_zeros,
    "memory that grows downward": downward,
    "a file in memory": lambda: os.memfd_create("x"),
    "tracing the parent": lambda: system_call("ptrace", 0, 0, 0, 0),
    "a handle of the parent": lambda: os.pidfd_open(os.getppid()),
    "a namespace": lambda: system_call("unshare", 0x04000000),
    "a namespace for a child": lambda: (
        in_a_fork(lambda: system_call("clone", 0x04000011, 0, 0, 0, 0)) == "done" or os.kill(os.getppid(), 0)
    ),
    "a set-user-id bit": chmod_set_id,
    "a new set-user-id file": a_set_id_file,
    "other limits for the parent": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0)),
    "a hard link": lambda: (Path("a").touch(), os.link("a", "b")),
    "a shared memory segment": lambda: system_call("shmget", 0, 4096, 0o1600),
    "being looked into": lambda: privileges.let_peers_look(True),
}


@pytest.mark.parametrize("attempt", SYSTEM_CALLS)
def test_a_system_call_is_refused_by_seccomp_and_by_nothing_else(attempt):
    with a_box({"no_new_privs", "seccomp"}) as box:
        assert ask(box, SYSTEM_CALLS[attempt]) == "PermissionError"
        assert ask(box.only(frozenset({"no_new_privs"})), SYSTEM_CALLS[attempt]) not in REFUSED


@pytest.mark.parametrize("call", ["clone3", "openat2"])
def test_calls_whose_flags_lie_in_memory_are_as_on_an_older_kernel(call):
    def met() -> int:
        try:
            return system_call(call, 0, 0, 0, 0)
        except OSError as error:
            return error.errno or 0

    with a_box({"no_new_privs", "seccomp"}) as box:
        assert ask(box, met) == str(errno.ENOSYS)


def read_hidden(box) -> str:
    return (box.hidden[0] / "tests.py").read_text()


@as_root
@pytest.mark.parametrize("layer", ["landlock", "uid", "mount_namespace"])
def test_hidden_files_cannot_be_read_under_any_of_three_layers(layer):
    with a_box({"no_new_privs", layer}) as box:
        assert ask(box, lambda: read_hidden(box)) in REFUSED
        assert ask(box.only(frozenset({"no_new_privs"})), lambda: read_hidden(box)) == "expected = 42"


@pytest.mark.parametrize("layer", ["landlock", "mount_namespace"])
def test_nothing_is_written_outside_the_work_folder(layer):
    def write(path):
        path.write_text("mine")
        return path.read_text()

    with a_box({"no_new_privs", layer}) as box, tempfile.TemporaryDirectory() as elsewhere:
        outside = Path(elsewhere, "left")
        assert ask(box, lambda: write(box.work / "x")) == "mine"
        assert ask(box, lambda: write(outside)) in REFUSED
        assert ask(box.only(frozenset()), lambda: write(outside)) == "mine"


@as_root
@pytest.mark.parametrize("layer", ["landlock", "mount_namespace"])
def test_readable_files_cannot_be_written_even_by_root(layer, tmp_path):
    data = tmp_path / "data.txt"
    data.write_text("given")

    def spoil() -> str:
        data.write_text("spoiled")
        return "spoiled"

    with a_box({"no_new_privs", layer}) as made:
        box = type(made)(made.work, (data,), made.hidden, made.uid, made.limits, made.layers)
        assert ask(box, data.read_text) == "given"
        assert ask(box, spoil) in REFUSED
        assert ask(box.only(frozenset({"no_new_privs"})), spoil) == "spoiled"


@as_root
@pytest.mark.parametrize("layer", ["landlock", "uid", "mount_namespace"])
def test_the_graders_environment_and_memory_are_out_of_reach(layer):
    grader = os.getpid()
    with a_box({"no_new_privs", layer}) as box:
        for name in ("environ", "mem", "maps"):
            assert ask(box, lambda name=name: Path(f"/proc/{grader}/{name}").open("rb").close()) in REFUSED
        assert ask(box.only(frozenset()), lambda: Path(f"/proc/{grader}/environ").open("rb").close()) == "None"


def test_forks_of_one_uid_cannot_look_into_each_other_where_proc_can_be_read():
    def memory_of_a_fork() -> str:
        child = os.fork()
        if child == 0:
            os.read(os.pipe()[0], 1)
        try:
            return in_a_fork(lambda: Path(f"/proc/{child}/mem").open("rb").close())
        finally:
            os.kill(child, 9)

    with a_box({"no_new_privs", "uid", "capabilities"}) as box:
        assert ask(box, memory_of_a_fork) == "PermissionError"


@as_root
def test_the_uid_is_its_own_and_has_no_groups():
    with a_box({"uid"}) as box:
        assert ask(box, lambda: (os.getresuid(), os.getresgid(), os.getgroups())) == str(
            ((box.uid,) * 3, (box.uid,) * 3, [])
        )


@as_root
def test_two_boxes_at_a_time_get_two_uids():
    with a_box() as first, a_box() as second:
        assert first.uid != second.uid


def test_capabilities_are_gone_and_root_alone_rules_nothing():
    def give_away() -> None:
        Path("f").touch()
        os.chown("f", 1, 1)

    with a_box({"capabilities"}) as box:
        assert ask(box, privileges.held_capabilities) == "0"
        assert ask(box, give_away) == "PermissionError"
        if os.geteuid() == 0:
            assert ask(box.only(frozenset()), give_away) == "None"


def test_where_memory_runs_out_student_code_is_the_first_to_be_ended():
    own = Path("/proc/self/oom_score_adj").read_text()
    with a_box({"rlimits"}) as box:
        assert ask(box, lambda: Path("/proc/self/oom_score_adj").read_text().strip()) == "1000"
    assert Path("/proc/self/oom_score_adj").read_text() == own


def test_no_new_privs_is_set_and_cannot_be_taken_back():
    with a_box({"no_new_privs"}) as box:
        assert ask(box, privileges.has_no_new_privs) == "True"
        assert ask(box, lambda: system_call("prctl", 38, 0, 0, 0, 0)) == "OSError"
        assert ask(box.only(frozenset()), privileges.has_no_new_privs) == "False"


def many_files() -> int:
    return len([os.dup(0) for _ in range(100)])


def long_file() -> int:
    return Path("long").write_bytes(bytes(2 << 20))


RESOURCES = {
    "memory": (lambda: len(bytes(2 << 30)), "MemoryError"),  # calloc: asked for and never touched
    "one file": (long_file, "OSError"),
    "open files": (many_files, "OSError"),
}


@pytest.mark.parametrize("name", RESOURCES)
def test_one_process_is_bounded_by_rlimits(name):
    attempt, error = RESOURCES[name]
    with a_box({"rlimits"}, memory_mb=1500, file_mb=1, open_files=64) as box:
        assert ask(box, attempt) == error
        assert ask(box.only(frozenset()), attempt).isdigit()


@pytest.mark.parametrize("mapped_mb", [0, 300, 1000])
def test_memory_is_what_a_process_asks_for_beyond_what_the_zygote_has_mapped(mapped_mb):
    with mmap.mmap(-1, (mapped_mb << 20) + 1, flags=mmap.MAP_PRIVATE), a_box({"rlimits"}, memory_mb=200) as box:
        assert ask(box, lambda: len(bytes(150 << 20))) == str(150 << 20)
        assert ask(box, lambda: len(bytes(250 << 20))) == "MemoryError"


def test_the_probe_sees_a_process_whose_memory_is_not_bounded(monkeypatch):
    monkeypatch.setattr(rlimits, "data_bytes", lambda: 1 << 40)
    with a_box({"rlimits"}) as box:
        found = next(found for found in probe(box) if found.layer == "rlimits")
    assert (found.works, found.found) == (False, "a process gets more than the 1500 MB that are allowed")


def test_processor_time_ends_with_the_process():
    def spin() -> None:
        while True:
            pass

    with a_box({"rlimits"}, cpu_s=1) as box:
        assert ask(box, spin) == "it ended without an answer"


def forks(wanted: int) -> int:
    """How many of `wanted` forks, alive together, are possible."""
    reading, _keep_open = os.pipe()
    for made in range(wanted):
        try:
            if os.fork() == 0:
                os.read(reading, 1)
                os._exit(0)
        except BlockingIOError:
            return made
    return wanted


@as_root
@pytest.mark.parametrize("layers", [{"rlimits", "uid"}, {"cgroup"}])
def test_processes_are_bounded_together_by_a_uid_or_a_cgroup(layers):
    with a_box(layers, processes=8) as box:
        assert int(ask(box, lambda: forks(30))) < 8
        assert ask(box.only(frozenset({"rlimits"})), lambda: forks(30)) == "30"


def test_processes_of_somebody_who_is_not_root_are_bounded_by_rlimits():
    def asked() -> str:
        with a_box({"rlimits"}, processes=8) as box:
            return ask(box, lambda: forks(30))

    assert int(as_somebody(asked)) <= 8


@as_root
def test_a_cgroup_bounds_the_memory_of_all_processes_together():
    def together() -> str:
        children = []
        for _ in range(4):
            children.append(os.fork())
            if children[-1] == 0:
                held = b"x" * (60 << 20)
                time.sleep(0.3)  # until all four hold theirs
                os._exit(len(held) and 0)
        return str(sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))

    with a_box({"cgroup"}, memory_mb=150) as box:
        said = ask(box, together)  # the kernel chooses whom it ends: one that held memory, or who would have answered
        assert "-9" in said or said == "it ended without an answer"
        assert ask(box.only(frozenset()), together) == "[0, 0, 0, 0]"


def test_the_first_process_is_the_init_of_its_pid_namespace():
    with a_box({"pid_namespace"}) as box:
        assert ask(box, os.getpid) == "1"
        assert ask(box.only(frozenset()), os.getpid) != "1"
        assert os.getpid() != 1


def test_the_network_namespace_has_only_an_interface_to_itself():
    with a_box({"network_namespace"}) as box:
        assert ask(box, socket.if_nameindex) == "[(1, 'lo')]"


def test_message_queues_are_of_ones_own():
    def kind() -> str:
        return os.readlink("/proc/self/ns/ipc")

    with a_box({"ipc_namespace"}) as box:
        assert ask(box, kind) != kind()
        assert ask(box.only(frozenset()), kind) == kind()


def test_a_private_root_is_bounded_and_gone_with_its_processes():
    def fill() -> str:
        try:
            Path("big").write_bytes(bytes(30 << 20))
        except OSError as error:
            return error.strerror
        return "written"

    def empty_files() -> str:
        try:
            for index in range(20_000):
                Path(str(index)).touch()
        except OSError as error:
            return error.strerror
        return "made"

    with a_box({"mount_namespace"}, disk_mb=10) as box:
        (box.work / "given").write_text("by the grader")
        assert ask(box, lambda: Path("given").read_text()) == "by the grader"
        assert ask(box, fill) == "No space left on device"
        assert ask(box, empty_files) == "No space left on device"
        assert [path.name for path in box.work.iterdir()] == ["given"]


def test_a_private_root_shows_a_readable_path_under_each_of_its_names(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "data").write_text("given")
    (tmp_path / "alias").symlink_to("real")
    (tmp_path / "second").symlink_to(tmp_path / "alias")
    with a_box({"mount_namespace"}) as made:
        box = type(made)(made.work, (tmp_path / "second" / "data",), (), made.uid, layers=made.layers)
        assert ask(box, (tmp_path / "second" / "data").read_text) == "given"
        assert ask(box, lambda: len(list(tmp_path.iterdir()))) == "3"


def test_temporary_files_lie_in_the_work_folder():
    with a_box() as box:
        assert Path(ask(box, tempfile.mkdtemp)).parent == box.work
