"""Downloads of a class as submissions: whose, which attempt, which file."""

import errno
import hashlib
import os
import struct
import zipfile

import pytest
from downloads import as_folder, as_zip, canvas, gradescope, moodle, notebook, zipped

from autograder.classroom import tree
from autograder.classroom.intake import notebook_of, take_in
from autograder.classroom.layouts import folders
from autograder.classroom.roster import read_roster
from autograder.classroom.tree import IntakeError, opened
from autograder.notebooks.notebook import ReadLimits, SubmissionError

ONE, TWO = notebook("x = 1"), notebook("x = 2")


def taken(path, stem="small"):
    """The kind of download, and its submissions by key."""
    with opened(path) as tree:
        kind, found = take_in(tree, stem)
        return kind, {one.attempt.key: one for one in found}


def read(path, key):
    """The bytes of the notebook that a submission holds."""
    with opened(path) as tree:
        _, found = take_in(tree, "small")
        (one,) = [one for one in found if one.attempt.key == key]
        return notebook_of(tree, one.file, "small", ReadLimits())[1]


@pytest.fixture(params=[as_folder, as_zip])
def lay(request, tmp_path):
    """lay(files) is the path of a download with these files: as a folder, and as a zip."""
    return lambda files: request.param(tmp_path / "download.zip", files)


def test_gradescopes_export_says_who_handed_in(lay):
    path = lay(gradescope(ONE, TWO))
    kind, found = taken(path)
    assert kind == "Gradescope"
    assert list(found) == ["submission_101", "submission_102", "submission_103", "submission_104"]
    (ada,) = found["submission_101"].attempt.students
    assert (ada.name, ada.sid, ada.email) == ("Ada Lovelace", "1815", "ada@example.org")
    assert [one.name for one in found["submission_102"].attempt.students] == ["李 小龙", "Grace O'Hopper"]
    assert read(path, "submission_101") == ONE
    assert read(path, "submission_102") == TWO


def test_a_folder_that_the_export_lacks_is_listed_with_its_reason(lay):
    _, found = taken(lay(gradescope(ONE, TWO)))
    assert "names submission_103, and there is no such folder" in found["submission_103"].reason
    assert found["submission_104"].attempt.students[0].name == "submission_104"


def test_somebody_whom_a_group_names_twice_is_one(lay):
    people = "".join(f"  - :name: {name}\n    :sid: '{sid}'\n" for name, sid in [("Ada", 1), ("Li", 2), ("Ada", 1)])
    metadata = f"submission_1:\n  :submitters:\n{people}"
    _, found = taken(lay({"submission_metadata.yml": metadata.encode(), "submission_1/small.ipynb": ONE}))
    assert [one.name for one in found["submission_1"].attempt.students] == ["Ada", "Li"]


def test_metadata_that_is_no_yaml_is_refused(lay):
    path = lay({"submission_metadata.yml": b"a: [", "submission_1/small.ipynb": ONE})
    with pytest.raises(IntakeError, match=r"submission_metadata.yml cannot be read .* press \"Export Submissions\""):
        taken(path)


def test_metadata_that_is_no_plain_file_is_refused(tmp_path):
    folder = as_folder(tmp_path / "in", {"submission_1/small.ipynb": ONE})
    (folder / "submission_metadata.yml").symlink_to(tmp_path / "elsewhere.yml")
    with pytest.raises(IntakeError, match=r"submission_metadata.yml cannot be read .* is a link"):
        taken(folder)


def test_metadata_that_is_damaged_in_the_zip_is_refused(tmp_path):
    path = as_zip(tmp_path / "in.zip", gradescope(ONE, TWO))
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("assignment_5_export/submission_metadata.yml").header_offset
    content = bytearray(path.read_bytes())
    content[start + 100 : start + 140] = bytes(40)
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=r"submission_metadata.yml cannot be read .* is damaged"):
        taken(path)


def test_a_zip_in_the_format_for_huge_zips_is_read(tmp_path):
    path, count = tmp_path / "class.zip", 65_540
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}.ipynb", b"")
    with opened(path) as tree:
        assert len(tree.names) == count


def test_a_directory_that_is_said_to_be_huge_is_not_read(tmp_path):
    path = as_zip(tmp_path / "class.zip", {"ada.ipynb": ONE})
    content = path.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    huge = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 10**9, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    path.write_bytes(content[:end] + huge + locator + content[end:])
    with pytest.raises(IntakeError, match="holds more than 200000 files"):
        taken(path)


def test_a_zip_that_staff_may_not_read_is_refused(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tree, "open_plain", refuse)
    with pytest.raises(IntakeError, match=r"in.zip cannot be read \(Permission denied\)"):
        taken(as_zip(tmp_path / "in.zip", {"ada.ipynb": ONE}))


def test_metadata_that_would_make_objects_makes_none(lay):
    evil = b"submission_1: !!python/object/apply:os.system ['touch /tmp/evil']\n"
    with pytest.raises(IntakeError, match="cannot be read"):
        taken(lay({"submission_metadata.yml": evil, "submission_1/small.ipynb": ONE}))


def test_canvas_names_say_who_when_and_whether_late(lay):
    path = lay(canvas(ONE, TWO))
    kind, found = taken(path)
    assert kind == "Canvas"
    grace = [one.attempt for one in found.values() if one.attempt.students[0].sid == "12"]
    assert [(one.ordering, one.late, one.files) for one in grace] == [
        (1, True, ("ohoppergrace_LATE_12_99_small.ipynb",)),
        (2, True, ("ohoppergrace_LATE_12_502_small-1.ipynb",)),
    ]
    assert not found["lovelaceada_11_501_small.ipynb"].attempt.late
    anonymous = found["LATE_anon_Ab3dE_505_small.ipynb"].attempt
    assert (anonymous.students[0].name, anonymous.late) == ("anon_Ab3dE", True)
    assert read(path, "李小龙_13_504_small_submission.zip") == TWO


def test_a_name_with_numbers_is_understood_on_canvas(lay):
    _, found = taken(lay({"smith_3_LATE_77_88_my_2_small.ipynb": ONE}))
    (one,) = found.values()
    assert (one.attempt.students[0].name, one.attempt.students[0].sid, one.attempt.late) == ("smith_3", "77", True)


@pytest.mark.parametrize("name", ["li_2_text.html", "li_LATE_2_link.html", "anon_xY2_text.html"])
def test_who_typed_into_canvas_and_sent_no_file_is_listed(lay, name):
    path = lay({"ada_1_5_small.ipynb": ONE, name: b"<p>here it is</p>"})
    _, found = taken(path)
    assert set(found) == {"ada_1_5_small.ipynb", name}
    with pytest.raises(SubmissionError, match="is no notebook"):
        read(path, name)
    assert found[name].attempt.late == ("LATE" in name)


def test_two_other_notebooks_at_once_on_canvas_are_not_taken_for_attempts(lay):
    _, found = taken(lay({"a_1_2_first.ipynb": ONE, "a_1_3_second.ipynb": TWO}))
    (one,) = found.values()
    assert "holds 2 notebooks" in one.reason


def test_a_notebook_of_another_name_in_a_canvas_download_spoils_it_for_nobody(lay):
    kind, found = taken(
        lay(
            {
                "lovelaceada_7_10_small.ipynb": ONE,
                "hoppergrace_LATE_8_11_small.ipynb": TWO,
                "small (from the mail).ipynb": TWO,
            }
        )
    )
    assert kind == "Canvas"
    assert {key: (one.attempt.students[0].name, one.attempt.students[0].sid) for key, one in found.items()} == {
        "lovelaceada_7_10_small.ipynb": ("lovelaceada", "7"),
        "hoppergrace_LATE_8_11_small.ipynb": ("hoppergrace", "8"),
        "small (from the mail).ipynb": ("small (from the mail)", ""),
    }


def test_a_folder_of_which_few_names_look_like_canvas_is_none_of_canvas(lay):
    kind, _ = taken(lay({"team_7_10_small.ipynb": ONE, "ada.ipynb": ONE}))
    assert kind == "a folder"


def test_moodles_folders_are_participants(lay):
    path = lay(moodle(ONE, TWO))
    kind, found = taken(path)
    assert kind == "Moodle"
    assert list(found) == ["Ada Lovelace_21", "Grace O'Hopper_24", "Group Seven_23", "李 小龙_22"]
    assert read(path, "Ada Lovelace_21") == ONE
    assert read(path, "李 小龙_22") == TWO
    assert "no notebook" in found["Grace O'Hopper_24"].reason


def test_moodles_files_side_by_side_are_participants(lay):
    path = lay({"Ada Lovelace_21_assignsubmission_file_small.ipynb": ONE})
    kind, found = taken(path)
    assert kind == "Moodle"
    assert found["Ada Lovelace_21"].attempt.students[0].name == "Ada Lovelace"
    assert read(path, "Ada Lovelace_21") == ONE


def test_moodles_number_of_a_participant_is_no_number_of_a_roster(lay, tmp_path):
    (tmp_path / "roster.csv").write_text("name,id\nAda Lovelace,22\n")
    (tmp_path / "worksheet.csv").write_text("Identifier,Full name,Email address\nParticipant 22,Robert Marley,b@x\n")
    _, found = taken(lay({"Bob Marley_22_assignsubmission_file_/small.ipynb": ONE}))
    (bob,) = found["Bob Marley_22"].attempt.students
    assert read_roster(tmp_path / "roster.csv").find(bob) is None
    assert read_roster(tmp_path / "worksheet.csv").find(bob).student.email == "b@x"


def test_a_folder_of_notebooks_zips_and_folders(lay):
    path = lay(
        {"ada.ipynb": ONE, "grace.zip": zipped({"x/small.ipynb": TWO}), "李/hw/small.ipynb": TWO, "read.me": b""}
    )
    kind, found = taken(path)
    assert kind == "a folder"
    assert sorted(found) == ["ada.ipynb", "grace.zip", "李/"]
    assert [read(path, key) for key in ("ada.ipynb", "grace.zip", "李/")] == [ONE, TWO, TWO]


@pytest.mark.parametrize("top", ["", "class/"])
def test_files_of_other_kinds_beside_a_class_are_named(top):
    names = [f"{top}{name}" for name in ("Bob.py", "ada.ipynb", "eve.ZIP", "grace/small.ipynb", "grace/data.csv")]
    assert folders.passed_over(names) == ["Bob.py"]


def test_the_one_folder_round_a_class_is_no_student(lay):
    _, found = taken(lay({"class/ada/small.ipynb": ONE, "class/grace/small.ipynb": TWO}))
    assert sorted(found) == ["ada/", "grace/"]
    assert {one.attempt.students[0].name for one in found.values()} == {"ada", "grace"}


@pytest.mark.parametrize("beside", [{}, {"ada/data.csv": b"1"}])
def test_one_students_folder_is_a_student(lay, beside):
    _, found = taken(lay({"ada/small.ipynb": ONE, **beside}))
    assert [one.attempt.students[0].name for one in found.values()] == ["ada"]


def test_a_name_that_begins_with_a_dot_is_a_name(lay):
    _, found = taken(
        lay({".dot.ipynb": ONE, "._ada.ipynb": b"", ".git/x.ipynb": b"", "a/.ipynb_checkpoints/small.ipynb": b""})
    )
    assert list(found) == [".dot.ipynb", "a/"]
    assert "holds no notebook, nothing" in found["a/"].reason


def test_names_are_composed_and_undecodable_ones_shown(tmp_path):
    folder = as_folder(tmp_path / "in", {"Ame\u0301lie.ipynb": ONE})
    with open(bytes(folder) + b"/\xff\xfe.ipynb", "wb") as file:
        file.write(TWO)
    with open(bytes(folder) + b"/\xff\xfd.ipynb", "wb") as file:
        file.write(ONE)
    _, found = taken(folder)
    assert sorted(found) == ["Am\u00e9lie.ipynb", "\ufffd\ufffd.ipynb", "\ufffd\ufffd.ipynb (2)"]
    assert {one.content for one in found.values()} == {hashlib.sha256(content).hexdigest() for content in (ONE, TWO)}
    assert {read(folder, key) for key in list(found)[1:]} == {ONE, TWO}


def test_links_are_not_followed(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(ONE)
    folder = as_folder(tmp_path / "in", {"ada/readme.txt": b""})
    (folder / "eve.ipynb").symlink_to(secret)
    (folder / "mallory").symlink_to(tmp_path, target_is_directory=True)
    _, found = taken(folder)
    assert "is a link" in found["eve.ipynb"].reason
    assert "holds no notebook, nothing" in found["mallory/"].reason


@pytest.mark.parametrize("laid", ["zip", "folder"])
@pytest.mark.parametrize("top", ["", "class/"])
def test_an_empty_folder_is_a_student_who_is_listed(tmp_path, laid, top):
    path, files = tmp_path / "in", {f"{top}ada.ipynb": ONE, f"{top}li.ipynb": TWO}
    if laid == "zip":
        as_zip(path, files)
        with zipfile.ZipFile(path, "a") as archive:
            archive.mkdir(f"{top}tim")
    else:
        (as_folder(path, files) / top / "tim").mkdir()
    _, found = taken(path)
    assert set(found) == {"ada.ipynb", "li.ipynb", "tim/"}
    assert "holds no notebook, nothing" in found["tim/"].reason


@pytest.mark.parametrize("name", ["tim_9_5_small.ipynb", "submission_9", "tim"])
def test_an_empty_folder_hides_no_layout(tmp_path, name):
    for kind, files in {
        "Moodle": moodle(ONE, TWO),
        "Canvas": canvas(ONE, TWO),
        "Gradescope": gradescope(ONE, TWO),
    }.items():
        path = as_folder(tmp_path / kind, files)
        (path / name).mkdir()
        assert taken(path)[0] == kind


def test_a_folder_without_a_notebook_is_listed_with_its_reason(lay):
    _, found = taken(lay({"ada/small.py": b"x = 1", "grace/small.ipynb": ONE}))
    assert 'holds no notebook, only "small.py"' in found["ada/"].reason
    assert found["grace/"].reason == ""


def test_a_zip_with_a_way_out_is_refused(tmp_path):
    path = as_zip(tmp_path / "class.zip", {"../../evil.ipynb": ONE})
    with pytest.raises(IntakeError, match="a path out of its own folder; expected plain names: download it again"):
        taken(path)


def test_a_bomb_in_a_class_is_refused_before_it_goes_off(tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("ada.ipynb", "w") as entry:
        for _ in range(120):
            entry.write(bytes(1_000_000))
    with pytest.raises(IntakeError, match="unpacks to more than 1000 times its size"):
        taken(path)


def test_what_is_neither_folder_nor_zip_is_refused(tmp_path):
    path = tmp_path / "class.rar"
    path.write_bytes(b"Rar!")
    with pytest.raises(IntakeError, match="is no zip, or its end is missing: download it again"):
        taken(path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(IntakeError, match="there is no file in what was given"):
        taken(tmp_path)


def test_a_folder_that_cannot_be_read_is_no_student_who_is_lost(tmp_path, monkeypatch):
    (tmp_path / "ada").mkdir()
    scandir = os.scandir

    def closed(path):  # for root every folder is open
        if os.fspath(path).endswith("ada"):
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    with pytest.raises(IntakeError, match=r"ada cannot be read \(Permission denied\); expected a folder"):
        taken(tmp_path)


def test_a_damaged_entry_spoils_that_submission_alone(tmp_path):
    path = as_zip(tmp_path / "class.zip", {"ada.ipynb": ONE, "grace.ipynb": TWO})
    content = bytearray(path.read_bytes())
    content[content.index(b"ada.ipynb") + 12] ^= 0xFF
    path.write_bytes(bytes(content))
    _, found = taken(path)
    assert "damaged" in found["ada.ipynb"].reason
    assert found["grace.ipynb"].reason == ""
