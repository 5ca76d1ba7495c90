"""At the end of a box nothing of it is left: no process, detached or not, and no file."""

import os
import stat
import tempfile
import time
from pathlib import Path

import pytest
from confinement_boxes import (
    BASE,
    a_box,
    alive,
    as_root,
    as_somebody,
    ask,
    detached,
    is_dead,
    relay_forever,
    run,
    sleep_forever,
    started,
    workable,
)

from autograder.engine.confinement import (
    LAYERS,
    SUFFICIENT_SETS,
    ConfinementError,
    Watch,
    cgroup,
    clean,
    destroy,
    opened_hidden,
    spawn,
    sweep,
)


@pytest.fixture(params=["every layer", *SUFFICIENT_SETS])
def layers(request):
    return frozenset(LAYERS) if request.param == "every layer" else workable(request.param)


def test_detached_children_are_dead_when_destroy_returns(layers):
    with a_box(layers) as box:
        keeper = run(box, lambda: [detached(sleep_forever) for _ in range(5)])
        before = alive(box, keeper)
        destroy(box, keeper)
        assert len(before) >= 6
        assert all(map(is_dead, before))
        assert not alive(box, keeper)


def test_a_relay_of_children_that_fork_and_end_is_caught(layers):
    with a_box(layers) as box:
        keeper = run(box, lambda: [detached(relay_forever) for _ in range(2)])
        destroy(box, keeper)
        for _ in range(3):
            time.sleep(0.01)
            assert not alive(box, keeper)


def test_one_signal_to_the_group_is_enough_where_seccomp_lets_nobody_leave_it():
    with a_box(BASE) as box:
        keeper = run(box, lambda: [detached(relay_forever) for _ in range(3)])
        sweep._kill_group(box, keeper)
        give_up = time.monotonic() + 5
        while alive(box, keeper) and time.monotonic() < give_up:
            time.sleep(0.01)
        assert not alive(box, keeper)


def test_all_die_when_their_first_process_is_dead_before(layers):
    def main() -> None:
        detached(sleep_forever)
        os.write(writing, b".")
        os._exit(0)

    with a_box(layers) as box:
        reading, writing = os.pipe()
        keeper = started(box, main)
        os.close(writing)
        assert os.read(reading, 1) == b"."
        destroy(box, keeper)
        assert not alive(box, keeper)
        os.close(reading)


@as_root
@pytest.mark.parametrize("layer", ["uid", "cgroup", "pid_namespace"])
def test_who_leaves_the_session_is_caught_by_a_uid_a_cgroup_or_a_pid_namespace(layer):
    with a_box({layer}) as box:
        keeper = run(box, lambda: write_own_pid(box))
        child = outer_pid(box)
        assert not is_dead(child)
        destroy(box, keeper)
        assert is_dead(child)


@as_root
def test_without_any_of_these_layers_one_who_leaves_the_session_survives():
    with a_box({"no_new_privs"}) as box:
        keeper = run(box, lambda: write_own_pid(box))
        child = outer_pid(box)
        destroy(box, keeper)
        try:
            assert not is_dead(child)
        finally:
            os.kill(child, 9)


def write_own_pid(box) -> None:
    def main():
        os.set_inheritable(0, True)
        Path("mark").write_text("here")
        with open("held", "w"):
            sleep_forever()

    detached(main)
    while not Path("mark").exists():
        time.sleep(0.001)


def outer_pid(box) -> int:
    """The process that holds the file `held` open."""
    held = os.path.realpath(box.work / "held")
    while True:
        for folder in Path("/proc").glob("[0-9]*/fd"):
            try:
                if any(os.readlink(fd) == held for fd in folder.iterdir()):
                    return int(folder.parent.name)
            except OSError:
                continue


def test_somebody_who_is_not_root_confines_sweeps_and_cleans_too():
    def whole_life() -> str:
        with a_box({*BASE, "landlock"}) as box:
            assert not opened_hidden(box)
            keeper = run(box, lambda: (detached(sleep_forever), Path("left").touch()))
            before = alive(box, keeper)
            destroy(box, keeper)
            return f"{len(before)} then {len(alive(box, keeper))}; {[Path(p).name for p in clean(box)]}"

    assert as_somebody(whole_life) == "2 then 0; ['left']"


@pytest.mark.parametrize("layers", [name for name in SUFFICIENT_SETS if "not being root" in name])
def test_no_relay_of_children_outruns_somebody_who_is_not_root(layers):
    def caught() -> str:
        with a_box(SUFFICIENT_SETS[layers]) as box:
            assert not opened_hidden(box)
            keeper = run(box, lambda: [detached(relay_forever) for _ in range(2)])
            destroy(box, keeper)
            time.sleep(0.02)
            return str(alive(box, keeper))

    said = as_somebody(caught)
    if "unshare" in said:
        pytest.skip("no user namespaces here")
    assert said == "()"


def test_user_namespaces_give_somebody_a_pid_namespace_and_a_private_root():
    def asked() -> str:
        with a_box({*BASE, "pid_namespace", "mount_namespace", "capabilities"}) as box:
            assert not opened_hidden(box)
            return ask(box, lambda: (os.getpid(), sorted(os.listdir("/proc")), box.hidden[0].exists()))

    said = as_somebody(asked)
    if "unshare" in said:
        pytest.skip("no user namespaces here")
    assert said == "(1, ['cpuinfo', 'meminfo'], False)"


def test_a_layer_that_cannot_be_put_on_stops_everything():
    def asked() -> str:
        with a_box({*BASE, "cgroup"}) as box:
            try:
                spawn(box, sleep_forever)
            except ConfinementError as error:
                return str(error)
            return "it ran"

    assert "Permission denied" in as_somebody(asked)


def test_a_misspelt_layer_is_refused_by_name():
    with (
        pytest.raises(ConfinementError, match="no layer is called 'landlok'; there are no_new_privs"),
        a_box({"landlok"}),
    ):
        pass


def test_a_process_that_outlives_its_end_is_said(monkeypatch):
    with a_box(BASE) as box, monkeypatch.context() as patched:
        patched.setattr(sweep, "_none_left", lambda *_: False)
        patched.setattr(sweep, "_PATIENCE_S", 0.05)
        keeper = run(box, lambda: None)
        with pytest.raises(ConfinementError, match="is still alive after"):
            destroy(box, keeper)
        patched.undo()


def test_only_the_kept_descriptors_are_open_in_the_child():
    secret, kept = os.open("/dev/null", os.O_RDONLY), os.open("/dev/null", os.O_RDONLY)
    reading, writing = os.pipe()

    def main():
        found = [fd for fd in range(3, 200) if fd not in (writing,) and is_open(fd)]
        os.write(writing, repr(found).encode())
        os._exit(0)

    with a_box(BASE) as box:
        keeper = spawn(box, main, keep=(kept, writing))
        assert os.read(reading, 1000).decode() == f"[{kept}]"
        destroy(box, keeper)
    for fd in (secret, kept, reading, writing):
        os.close(fd)


def is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def test_what_is_left_is_removed_however_deep_wide_or_closed_it_is():
    with a_box() as box:
        (box.work / "file").touch()
        (box.work / "link").symlink_to("/etc")
        closed = box.work / "closed"
        (closed / "inner").mkdir(parents=True)
        (closed / "inner" / "f").touch()
        closed.chmod(0)
        back = os.open(".", os.O_RDONLY)
        os.chdir(box.work)
        for _ in range(1500):  # far below where a path can be named, or a recursion can go
            os.mkdir("deep")
            os.chdir("deep")
        os.fchdir(back)
        os.close(back)
        assert [Path(name).name for name in clean(box)] == ["closed", "deep", "file", "link"]
        assert not list(box.work.iterdir())
        assert clean(box) == ()
        assert Path("/etc").is_dir()


@as_root
def test_what_a_uid_leaves_in_shared_folders_is_removed_and_nothing_else():
    def leave() -> str:
        handle, name = tempfile.mkstemp(dir="/dev/shm")
        os.close(handle)
        return name

    with a_box({"uid"}) as box, tempfile.NamedTemporaryFile(dir="/dev/shm") as others:
        left = ask(box, leave)
        assert Path(left).exists()
        assert clean(box) == (left,)
        assert not Path(left).exists()
        assert Path(others.name).exists()


def test_the_work_folder_is_closed_to_others_while_a_uid_has_it():
    with a_box({"uid", "rlimits"} if os.geteuid() == 0 else {"rlimits"}) as box:
        mode = ask(box, lambda: (Path("f").touch(), stat.S_IMODE(os.stat("f").st_mode))[1])
        assert mode == str(0o600)


def test_the_watch_sees_memory_that_no_process_holds_alone():
    def hold() -> None:
        for _ in range(4):
            if os.fork() == 0:
                held = b"x" * (40 << 20)
                Path(f"ready{os.getpid()}").touch()
                time.sleep(100)
                os._exit(len(held) and 0)
        while len(list(Path().glob("ready*"))) < 4:
            time.sleep(0.001)

    with a_box(BASE, memory_mb=130) as box:
        keeper = run(box, lambda: None)
        assert Watch(box, keeper).exceeded() is None
        destroy(box, keeper)
        watch, keeper = watched(box, hold)
        exceeded = watch.exceeded()
        assert exceeded is not None
        assert 159 < exceeded.found < 180
        assert str(exceeded).startswith("memory: 1")
        assert str(exceeded).endswith(" MB used together, 130 MB allowed")
        destroy(box, keeper)


def watched(box, main):
    """A watch that began before main() did."""
    reading, writing = os.pipe()
    done, finished = os.pipe()

    def start():
        os.read(reading, 1)
        main()
        os.write(finished, b".")
        sleep_forever()

    keeper = started(box, start)
    watch = Watch(box, keeper)
    os.write(writing, b".")
    assert os.read(done, 1) == b"."
    for fd in (reading, writing, done, finished):
        os.close(fd)
    return watch, keeper


def test_pages_that_forks_share_count_once():
    def hold() -> None:
        held = b"x" * (60 << 20)
        for _ in range(4):
            if os.fork() == 0:
                time.sleep(100)
                os._exit(len(held) and 0)

    with a_box(BASE, memory_mb=150) as box:
        watch, keeper = watched(box, hold)
        assert watch.exceeded() is None
        destroy(box, keeper)


def nested() -> None:
    for _ in range(70):
        os.mkdir("d")
        os.chdir("d")


def nameless() -> None:
    with open("gone", "wb") as file:
        os.unlink("gone")
        file.write(bytes(8 << 20))
        file.flush()
        os.dup(file.fileno())


DISK = {
    "one large file": lambda: Path("big").write_bytes(bytes(8 << 20)),
    "many empty files": lambda: [Path(str(index)).touch() for index in range(2000)],
    "folders in folders": nested,
    "a file without a name": nameless,
}


@pytest.mark.parametrize("way", DISK)
def test_the_watch_sees_a_filled_disk(way):
    with a_box(BASE, disk_mb=5) as box:
        watch, keeper = watched(box, DISK[way])
        assert str(watch.exceeded()).startswith("disk: ")
        destroy(box, keeper)
        clean(box)


def test_the_watch_counts_processes():
    with a_box(BASE, processes=5) as box:
        watch, keeper = watched(box, lambda: [detached(sleep_forever) for _ in range(6)])
        assert str(watch.exceeded()) == "processes: 7 processes used together, 5 processes allowed"
        destroy(box, keeper)


@as_root
def test_a_box_that_could_not_be_made_leaves_no_cgroup():
    with a_box({"cgroup", "mount_namespace"}) as made:
        box = type(made)(made.work, (made.work.parent,), (), made.uid, layers=made.layers)
        with pytest.raises(ConfinementError, match="which is to be only read: put the work folder elsewhere"):
            spawn(box, sleep_forever)
        assert not any(group.exists() for group in cgroup.folders(box).values())
