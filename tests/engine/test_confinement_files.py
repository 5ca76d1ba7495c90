"""Files that are not its own keep their rights and times, and what a box writes is counted wherever it lies."""

import mmap
import os
import shutil
import socket
import stat
import tempfile
import time
from pathlib import Path

import pytest
from confinement_boxes import BASE, a_box, as_root, as_somebody, ask, sleep_forever, started

from autograder.engine.confinement import Watch, clean, destroy, holdings, may_write_shared_folders, shared_folders
from autograder.engine.confinement.system_calls import system_call

LANDLOCK = frozenset({*BASE, "landlock"})


def state(path: Path) -> tuple[int, int]:
    return stat.S_IMODE(path.stat().st_mode), path.stat().st_mtime_ns


def change(path: Path) -> str:
    """Tries every way to the rights and times of `path`; the errors that were met."""
    descriptor = os.open(path, os.O_RDONLY) if os.access(path, os.R_OK) and path.parent.name == "given" else 0
    met = []
    for attempt in (
        lambda: os.chmod(path, 0o777),
        lambda: os.fchmod(descriptor, 0o777),
        lambda: os.chmod(path.name, 0o777, dir_fd=os.open(path.parent, os.O_PATH)),
        lambda: system_call("fchmodat2", -100, os.fsencode(path), 0o777, 0),
        lambda: os.utime(path, (0, 0)),
        lambda: os.utime(path),
        lambda: os.utime(descriptor, (0, 0)),
        lambda: os.truncate(path, 0),
        lambda: os.close(os.open(path, os.O_RDONLY | os.O_TRUNC)),
        lambda: os.close(os.open(path, os.O_ACCMODE | os.O_TRUNC)),
        lambda: os.setxattr(path, "user.mark", b"x"),
        lambda: os.removexattr(path, "user.mark"),
        lambda: os.chown(path, 1, 1),
    ):
        try:
            attempt()
        except OSError as error:
            met.append(type(error).__name__)
    return str(sorted(set(met)))


def changed_from_inside(layers) -> str:
    """Whether a file that may be read, and one that is hidden, are as before."""
    with a_box(layers) as made:
        given = made.work.parent / "given"
        given.mkdir()
        data, hidden = given / "data.txt", made.hidden[0] / "tests.py"
        data.write_text("given")
        box = type(made)(made.work, (*made.readable, given), made.hidden, made.uid, made.limits, made.layers)
        before = state(data), state(hidden), data.read_text(), hidden.read_text()
        for path in (data, hidden):
            ask(box, lambda path=path: change(path))
        return (
            "as before" if before == (state(data), state(hidden), data.read_text(), hidden.read_text()) else "changed"
        )


HOLDING = [LANDLOCK, BASE | {"uid"}, BASE | {"mount_namespace"}, BASE | {"uid", "landlock"}]


@as_root
@pytest.mark.parametrize("layers", HOLDING, ids=lambda layers: "+".join(sorted(layers - BASE)))
def test_rights_and_times_of_others_files_stay(layers):
    assert changed_from_inside(layers) == "as before"


def test_rights_and_times_of_the_files_of_a_grader_that_is_not_root_stay():
    assert as_somebody(lambda: changed_from_inside(LANDLOCK)) == "as before"


@as_root
def test_without_seccomp_landlock_would_let_them_be_changed():
    assert changed_from_inside(frozenset({"no_new_privs", "landlock"})) == "changed"


def everyday() -> str:
    """What notebooks do that sets rights and times on its way."""
    Path("new").touch()
    Path("new").write_text("text")
    Path("new").touch()
    shutil.copy("new", "copied")
    shutil.copy2("new", "copied2")
    os.mkdir("folder")
    Path("folder", "inner").touch()
    shutil.copytree("folder", "tree")
    with tempfile.TemporaryDirectory(dir=".") as folder:
        Path(folder, "x").touch()
    return " ".join(sorted(os.listdir(".")))


def test_copying_touching_and_temporary_folders_go_on_where_rights_and_times_stay():
    with a_box(LANDLOCK) as box:
        assert ask(box, everyday) == "copied copied2 folder new tree"


@as_root
@pytest.mark.parametrize("layer", ["uid", "mount_namespace"])
def test_where_another_layer_holds_the_rest_rights_of_ones_own_files_can_be_set(layer):
    def own() -> str:
        Path("own").touch()
        os.chmod("own", 0o640)
        os.utime("own", (7, 7))
        return f"{stat.S_IMODE(os.stat('own').st_mode):o} {os.stat('own').st_mtime:.0f}"

    with a_box(BASE | {layer}) as box:
        assert ask(box, own) == "640 7"


@as_root
def test_devices_in_a_private_root_can_be_written_and_keep_their_rights():
    before = stat.S_IMODE(os.stat("/dev/null").st_mode)

    def close() -> None:
        Path("/dev/null").write_text("gone")
        os.chmod("/dev/null", 0o666)

    with a_box({"mount_namespace", "no_new_privs"}) as box:
        assert ask(box, lambda: Path("/dev/null").write_text("gone")) == "4"
        assert ask(box, close) == "OSError"
    assert stat.S_IMODE(os.stat("/dev/null").st_mode) == before


def test_no_descriptor_and_no_name_is_sent_over_a_socket():
    def sent() -> int:
        one, _other = socket.socketpair()
        return socket.send_fds(one, [b"x"], [0])

    with a_box({"no_new_privs", "seccomp"}) as box:
        assert ask(box, sent) == "PermissionError"
        assert ask(box.only(frozenset({"no_new_privs"})), sent) == "1"


def test_folders_that_everybody_may_write_are_found_and_others_are_not(tmp_path):
    top = tmp_path / "top"
    for name, mode in (("open", 0o1777), ("loose", 0o777), ("closed", 0o755), ("unenterable", 0o776)):
        (top / name).mkdir(parents=True)
        (top / name).chmod(mode)
    below = top / "closed" / "drop"
    barred = top / "unenterable" / "drop"
    deep = top / "1" / "2" / "3" / "4" / "5" / "6"
    for folder in (below, barred, deep):
        folder.mkdir(parents=True)
        folder.chmod(0o777)
    (top / "link").symlink_to(deep)
    for part in (top, *top.parents):
        if part != Path("/") and part.owner() and not part.stat().st_mode & 0o001:
            part.chmod(part.stat().st_mode | 0o001)
    assert shared_folders([top]) == tuple(sorted([top / "open", top / "loose", below]))


def test_the_machines_own_shared_folders_are_found():
    found = shared_folders()
    assert {Path("/tmp"), Path("/dev/shm")} <= set(found)
    assert Path("/") not in found
    assert not any(path.is_relative_to("/proc") for path in found)


@pytest.mark.parametrize(
    ("layers", "within_reach"),
    [({"uid"}, True), ({"uid", "landlock"}, False), ({"uid", "mount_namespace"}, False), ({"seccomp"}, False)],
)
def test_only_a_uid_alone_reaches_shared_folders(layers, within_reach):
    assert may_write_shared_folders(layers) is within_reach


def a_shared_folder(stack_of: Path) -> Path:
    folder = stack_of / "drop"
    folder.mkdir()
    folder.chmod(0o1777)
    return folder


@as_root
def test_any_shared_folder_is_swept_of_what_the_uid_left_and_of_nothing_else():
    with tempfile.TemporaryDirectory(dir="/run") as top:
        os.chmod(top, 0o755)
        drop = a_shared_folder(Path(top))
        (drop / "others").touch()

        def leave() -> None:
            os.makedirs(drop / "left" / "deep")
            (drop / "left" / "deep" / "file").touch()
            os.chmod(drop / "left", 0)

        with a_box(BASE | {"uid"}) as box:
            assert drop in box.shared
            clean(box)  # what a grader that was killed has left under this uid
            assert ask(box, leave) == "None"
            assert clean(box) == (str(drop / "left"),)
            assert [path.name for path in drop.iterdir()] == ["others"]


@as_root
@pytest.mark.parametrize("place", ["/dev/shm", "/tmp", "/var/tmp"])
def test_what_a_uid_writes_into_shared_folders_is_counted_and_what_others_have_there_is_not(place):
    def fill() -> None:
        folder = tempfile.mkdtemp(dir=place)
        Path(folder, "big").write_bytes(bytes(8 << 20))

    with tempfile.NamedTemporaryFile(dir=place) as others, a_box(BASE | {"uid"}, disk_mb=5) as box:
        others.write(bytes(9 << 20))
        others.flush()
        watch, keeper = watched(box, fill)
        assert str(watch.exceeded()).startswith("disk: 8 MB used together, 5 MB allowed")
        destroy(box, keeper)
        clean(box)
        watch, keeper = watched(box, lambda: None)
        assert watch.exceeded() is None
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


def a_closed_folder() -> None:
    os.mkdir("closed", 0o300)
    Path("closed", "big").write_bytes(bytes(8 << 20))


def names_too_long_for_a_path() -> None:
    for _ in range(20):
        os.mkdir("d" * 250)
        os.chdir("d" * 250)
    Path("big").write_bytes(bytes(8 << 20))


def files_that_are_only_mapped() -> None:
    for _ in range(3):
        with open("gone", "w+b") as file:
            file.write(bytes(4 << 20))
            file.flush()
            # Not mmap.mmap: it keeps a descriptor.
            system_call("mmap", 0, mmap.PAGESIZE, mmap.PROT_READ, mmap.MAP_PRIVATE, file.fileno(), 0)
        os.unlink("gone")


def seen_by_somebody(main) -> str:
    def exceeded() -> str:
        with a_box(BASE, disk_mb=5) as box:
            watch, keeper = watched(box, main)
            try:
                return str(watch.exceeded())
            finally:
                destroy(box, keeper)

    return as_somebody(exceeded)


def test_what_lies_in_a_closed_folder_is_counted():
    assert seen_by_somebody(a_closed_folder) == "disk: 8 MB used together, 5 MB allowed"
    assert seen_by_somebody(lambda: os.makedirs("closed/inner", 0)) == "None"


def test_a_folder_that_stays_closed_counts_as_full(monkeypatch):
    monkeypatch.setattr(holdings, "_open_to_its_owner", lambda _: None)
    assert seen_by_somebody(a_closed_folder) == (
        "disk: there is a folder that cannot be read (Permission denied), which counts as full; 5 MB allowed"
    )


def test_a_link_in_the_place_of_a_closed_folder_is_not_followed(tmp_path):
    (tmp_path / "others").mkdir(mode=0o755)
    (tmp_path / "link").symlink_to("others")
    with pytest.raises(NotADirectoryError):
        holdings._open_to_its_owner(str(tmp_path / "link"))
    assert stat.S_IMODE((tmp_path / "others").stat().st_mode) == 0o755


def test_a_folder_whose_path_is_too_long_counts_as_full():
    with a_box(BASE, disk_mb=5) as box:
        watch, keeper = watched(box, names_too_long_for_a_path)
        assert "a folder that cannot be read (File name too long), which counts as full" in str(watch.exceeded())
        destroy(box, keeper)
        clean(box)


def test_folders_that_are_too_deep_are_said_to_be():
    def nested() -> None:
        for _ in range(70):
            os.mkdir("d")
            os.chdir("d")

    with a_box(BASE) as box:
        watch, keeper = watched(box, nested)
        said = "disk: there are folders in folders, more than 64 deep, which count as full; 200 MB allowed"
        assert str(watch.exceeded()) == said
        destroy(box, keeper)
        clean(box)


@pytest.mark.parametrize("who", [as_somebody, lambda question: str(question())], ids=["somebody", "this user"])
def test_files_that_are_only_mapped_are_counted(who, monkeypatch):
    monkeypatch.setattr(Watch, "_more_is_gone_than_allowed", lambda _: True)

    def exceeded() -> str:
        with a_box(LANDLOCK, disk_mb=5) as box:
            watch, keeper = watched(box, files_that_are_only_mapped)
            try:
                return str(watch.exceeded())
            finally:
                destroy(box, keeper)

    assert who(exceeded).startswith("disk: ")


def keep_moving() -> None:
    """A folder that is, when one looks, always where one has looked or will no more."""
    for name in ("a", "b"):
        os.mkdir(name)
    os.mkdir("a/d")
    Path("a", "d", "big").write_bytes(bytes(8 << 20))
    if os.fork() == 0:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            os.rename("a/d", "b/d")
            os.rename("b/d", "a/d")
        os._exit(0)


def test_files_that_are_moved_while_one_counts_are_counted_at_rest(monkeypatch):
    monkeypatch.setattr(Watch, "_more_is_gone_than_allowed", lambda _: True)  # others give space back meanwhile
    with a_box(BASE, disk_mb=5) as box:
        watch, keeper = watched(box, keep_moving)
        said = {str(watch.exceeded()) for _ in range(20)}
        assert said == {"disk: 8 MB used together, 5 MB allowed"}
        destroy(box, keeper)


def test_it_is_looked_closely_where_more_space_is_gone_than_the_box_may_take(monkeypatch):
    free = [100 << 20]
    monkeypatch.setattr(holdings, "free_bytes", lambda _: free[-1])
    with a_box(BASE, disk_mb=5) as box:
        watch, keeper = watched(box, lambda: None)
        for left_mb, gone in ((100, False), (96, False), (93, True), (120, False), (113, True)):
            free.append(left_mb << 20)
            assert watch._more_is_gone_than_allowed() is gone
        destroy(box, keeper)


def test_the_buffers_of_sockets_are_memory():
    def hold() -> None:
        pairs = [socket.socketpair() for _ in range(100)]
        if os.fork() == 0:
            time.sleep(100)  # the same sockets once more
            os._exit(len(pairs) and 0)
        kept_pairs.extend(pairs)

    with a_box(BASE, memory_mb=60) as box:
        watch, keeper = watched(box, hold)
        assert watch.exceeded() is None
        assert 40 < watch.peak_mb < 60
        destroy(box, keeper)


kept_pairs: list[tuple[socket.socket, socket.socket]] = []


def test_space_that_others_have_taken_is_not_counted():
    with a_box(BASE, disk_mb=5) as box:
        watch, keeper = watched(box, lambda: None)
        (box.work.parent / "others").write_bytes(bytes(9 << 20))
        assert watch.exceeded() is None
        assert run_on(keeper)
        destroy(box, keeper)


def run_on(keeper: int) -> bool:
    """Whether it is not stopped."""
    give_up = time.monotonic() + 2
    while time.monotonic() < give_up:
        if Path(f"/proc/{keeper}/stat").read_text().rpartition(")")[2].split()[0] in "SR":
            return True
        time.sleep(0.01)
    return False
