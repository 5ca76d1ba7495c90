"""The doctor tells what holds here, and what does not when a layer is switched off."""

import os
import sysconfig

import pytest
from confinement_boxes import as_root, as_somebody

from autograder.engine.confinement import (
    LAYERS,
    SUFFICIENT_SETS,
    ConfinementError,
    landlock,
    missing,
    privileges,
    readable,
)
from autograder.engine.confinement.probes import probe
from autograder.engine.doctor import report

BASE = {"no_new_privs", "rlimits", "seccomp"}


@pytest.fixture(scope="module")
def healthy() -> str:
    text, sufficient = report()
    if not sufficient:
        pytest.skip(f"this machine confines too little:\n{text}")
    return text


def line(text: str, layer: str) -> str:
    return next(one for one in text.splitlines() if one.strip().startswith(layer + " "))


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_that_is_switched_off_is_reported_as_not_there_with_the_option_that_did_it(layer):
    text, _ = report(frozenset({layer}))
    assert "NOT THERE" in line(text, layer)
    if layer != "uid" or os.geteuid() == 0:  # to others it is said first that they could not have it
        assert f"switched off. Remedy: leave `--without {layer}` out" in line(text, layer)


@pytest.mark.parametrize("layer", sorted(BASE))
def test_without_a_layer_that_nothing_replaces_it_is_not_sufficient(healthy, layer):
    text, sufficient = report(frozenset({layer}))
    assert not sufficient
    assert "NOT SUFFICIENT: grading refuses here, unless told --allow-unconfined" in text


def test_without_anything_that_hides_files_it_is_not_sufficient(healthy):
    text, sufficient = report(frozenset({"uid", "landlock", "mount_namespace"}))
    assert not sufficient
    assert "hidden files cannot be read" in text


@as_root
def test_for_root_without_a_uid_and_a_cgroup_processes_are_not_bounded(healthy):
    text, sufficient = report(frozenset({"uid", "cgroup"}))
    assert not sufficient
    assert "processes are bounded together" in text


def test_a_misspelt_layer_is_refused_by_name():
    with pytest.raises(ConfinementError, match="no layer is called 'seccom'"):
        report(frozenset({"seccom"}))


def test_a_kernel_without_landlock_is_told_apart_and_has_a_remedy(monkeypatch):
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    text, _ = report()
    assert "this kernel has no Landlock" in text
    assert "Linux 5.13 or newer" in " ".join(text.split())


def test_a_layer_that_does_not_hold_is_not_believed(monkeypatch):
    monkeypatch.setattr(privileges, "set_no_new_privs", lambda: None)
    text, sufficient = report()
    assert "NOT THERE  the kernel does not keep it" in line(text, "no_new_privs")
    assert not sufficient


@as_root
def test_root_is_told_when_python_lies_where_another_uid_cannot_read(tmp_path, healthy):
    from confinement_boxes import a_box

    (tmp_path / "closed").mkdir(mode=0o700)
    (tmp_path / "closed" / "python").mkdir()
    with a_box(BASE | {"uid"}) as made:
        box = type(made)(made.work, (tmp_path / "closed" / "python",), (), made.uid, layers=made.layers)
        found = next(found for found in probe(box) if found.layer == "uid")
    assert not found.works
    assert "imports would fail" in found.found
    assert "/opt, /usr" in found.remedy


def test_somebody_who_is_not_root_is_told_what_only_root_can_do():
    from confinement_boxes import a_box

    def asked() -> str:
        with a_box() as box:
            return str({found.layer: (found.works, found.found) for found in probe(box)}["uid"])

    assert as_somebody(asked) == "(False, 'only root can take on another uid')"


def test_a_grader_that_cannot_read_its_own_python_is_told_which_folder_and_what_to_use(tmp_path, monkeypatch):
    library = tmp_path / "home" / "lib"
    library.mkdir(parents=True)
    library.parent.chmod(0)
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(library))

    def asked() -> str:
        return str(readable.standard_library("autograder"))

    said = as_somebody(asked)
    library.parent.chmod(0o700)
    assert f"cannot read {library}, the library of its own Python: use a Python that this user can read" in said


@pytest.mark.parametrize("name", SUFFICIENT_SETS)
def test_each_sufficient_set_keeps_every_promise_and_lacks_one_when_a_layer_is_left_out(name):
    layers, root = SUFFICIENT_SETS[name], "not being root" not in name
    hiding = {"uid", "landlock", "mount_namespace"}
    assert missing(layers, hidden_unreadable=True, as_root=root) == ()
    for layer in layers:
        left = layers - {layer}
        assert missing(left, hidden_unreadable=bool(left & hiding), as_root=root), f"{name} without {layer}"


def test_namespaces_are_extra_and_so_are_dropped_capabilities_beside_a_uid():
    extra = frozenset(LAYERS) - {"pid_namespace", "network_namespace", "ipc_namespace", "capabilities"}
    assert missing(extra, hidden_unreadable=True, as_root=True) == ()


@pytest.mark.parametrize(
    ("layers", "root", "kept"),
    [
        ({"cgroup", "landlock"}, True, False),
        ({"cgroup", "landlock", "capabilities"}, True, True),
        ({"uid"}, True, True),
        ({"landlock"}, False, True),
        ({"mount_namespace"}, False, False),  # in a user namespace that it needs, everybody is root
        ({"mount_namespace", "capabilities"}, False, True),
    ],
)
def test_rights_of_roots_are_given_up_where_there_are_any(layers, root, kept):
    unkept = missing(BASE | layers, hidden_unreadable=True, as_root=root)
    assert unkept == (() if kept else ("nobody inside has a right of root's (capabilities, or a uid of its own)",))


@as_root
def test_root_without_a_uid_and_with_capabilities_is_not_sufficient(healthy):
    text, sufficient = report(frozenset({"uid", "capabilities"}))
    assert not sufficient
    assert "nobody inside has a right of root's" in text


@as_root
def test_the_doctor_names_the_layers_of_each_set(healthy):
    named = [line.removeprefix("  - ") for line in healthy.splitlines() if line.startswith("  - ")]
    assert named
    for line in named:
        name, _, layers = line.removesuffix(")").partition(" (")
        assert BASE | set(layers.split(", ")) == SUFFICIENT_SETS[name]


def test_probing_leaves_the_grader_as_it_was():
    before = (os.getcwd(), os.getresuid(), os.readlink("/proc/self/ns/mnt"), privileges.has_no_new_privs())
    report()
    assert (os.getcwd(), os.getresuid(), os.readlink("/proc/self/ns/mnt"), privileges.has_no_new_privs()) == before
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
