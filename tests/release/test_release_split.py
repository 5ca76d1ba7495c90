"""What comes out of a split: the notebooks, the tests, the zip, the same bytes wherever it is made."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from tiny_homework import TINY, understood

from autograder.handin.doctor import examine
from autograder.handin.homework import read_release
from autograder.release import split as room
from autograder.release.archive import read_folder, read_zip
from autograder.release.grading_package import write_grading_file
from autograder.release.otter_notebooks import read_notebook, without_annotations
from autograder.release.split import ReleaseError, file_size_capped, split

HANDIN = Path(room.__file__).parents[1] / "handin"
TOOLS_LICENSE = (HANDIN.parents[1] / "LICENSE").read_bytes()


def sources(folder, name="hw12.ipynb") -> str:
    return "\n\n".join(cell.source for cell in read_notebook(folder / name).cells)


def test_the_student_notebook_has_holes_and_no_solution(tiny_split):
    text = sources(tiny_split[1] / "student_release")
    assert '    """Returns twice x."""\n    ...\n\n\nfavourite_animal = ...' in text
    assert "twice_of_it" not in text
    assert "axolotl" not in text


def test_the_solved_notebook_reads_as_a_person_would_have_written_it(tiny_split):
    text = sources(tiny_split[1] / "solutions")
    assert '    twice_of_it = x + x\n    return twice_of_it\n\n\nfavourite_animal = "axolotl"' in text
    assert "SOLUTION" not in text


def test_the_due_date_stands_in_the_notebook_and_the_release_config_does_not(tiny_split):
    text = sources(tiny_split[1] / "student_release")
    assert "It is due on Friday, noon." in text
    assert "autograded_points" not in text


def test_students_get_public_tests_only(tiny_split):
    text = (tiny_split[1] / "student_release" / "tests" / "doubling.py").read_text()
    assert "test_public_gives_a_number" in text
    assert "test_hidden_doubles" not in text


def test_the_grader_gets_every_test(tiny_split):
    zipped = read_zip(tiny_split[1] / "dist" / "hw12-autograder.zip")["tests/doubling.py"].decode()
    assert zipped == (tiny_split[1] / "dist" / "tests" / "doubling.py").read_text()
    assert "test_hidden_doubles" in zipped


def test_a_written_question_gets_a_place_to_write(tiny_split):
    place = "_Type your answer here, replacing this text._"
    assert place in sources(tiny_split[1] / "student_release")
    assert place not in sources(tiny_split[1] / "solutions")


def test_requirements_are_released(tiny_split):
    assert (tiny_split[1] / "student_release" / "requirements.txt").read_bytes() == (
        TINY / "requirements.txt"
    ).read_bytes()


def test_the_grader_is_told_of_the_assignment_beside_the_zip(tiny_split):
    assert json.loads((tiny_split[1] / "dist" / "grading.json").read_text()) == {
        "assignment": "tiny",
        "salt": "the salt of the tiny homework",
        "released": "../student_release/hw12.ipynb",
        "support": "../student_release",
        "tests": "tests",
        "checks": None,
        "sources": ["../tiny/hw12.md"],
        "preload": ["package"],
        "stand_ins": {"handin": ["Notebook"]},
        "show_at_once": [],
        "timeout_s": 600,
    }
    for path in ("released", "support", "tests"):
        assert (
            tiny_split[1] / "dist" / json.loads((tiny_split[1] / "dist" / "grading.json").read_text())[path]
        ).exists()


def test_a_homework_may_have_nothing_to_preload(spoiled, tmp_path):
    assignment = understood(spoiled((", preload: [package], stand_ins: {handin: [Notebook]}}", "}")))
    write_grading_file(assignment, tmp_path)
    content = json.loads((tmp_path / "grading.json").read_text())
    assert (content["preload"], content["stand_ins"]) == ([], {})


def test_what_an_editor_leaves_behind_is_not_released(spoiled, tmp_path):
    master = spoiled()
    for name in (".notes", "notes~", ".#lock"):
        (master.parent / "package" / name).write_text("mine")
    (tmp_path / "out").mkdir()
    split(understood(master), tmp_path / "out")
    assert {name for name in read_folder(tmp_path / "out" / "student_release") if "package" in name} == {
        "package/__init__.py"
    }


def test_the_package_of_every_release_is_the_tools_own_byte_for_byte(tiny_split):
    own = {name: content for name, content in read_folder(HANDIN).items() if "__pycache__" not in name}
    assert "export/page.typ" in own
    zipped = read_zip(tiny_split[1] / "dist" / "hw12-autograder.zip")
    assert read_folder(tiny_split[1] / "student_release" / "handin") == own | {"LICENSE": TOOLS_LICENSE}
    assert {n.removeprefix("files/handin/"): c for n, c in zipped.items() if n.startswith("files/handin/")} == own


@pytest.mark.parametrize(
    ("place", "content", "of_handin"),
    [
        (".", TOOLS_LICENSE, None),
        (".", b"All rights reserved.", TOOLS_LICENSE),
        ("assignment", b"All rights reserved.", TOOLS_LICENSE),
    ],
)
def test_the_license_of_the_homework_is_released_and_handin_has_the_tools_where_that_is_another(
    spoiled, tmp_path, place, content, of_handin
):
    master = spoiled()
    (tmp_path / place / "LICENSE").write_bytes(content)
    (tmp_path / "out").mkdir()
    split(understood(master), tmp_path / "out")
    released = read_folder(tmp_path / "out" / "student_release")
    assert (released["LICENSE"], released.get("handin/LICENSE")) == (content, of_handin)


def test_the_release_says_what_it_is_and_which_of_its_files_are_not_text(tiny_split):
    release = tiny_split[1] / "student_release"
    said = read_release(release / "handin.json")
    assert (said.name, said.notebook) == ("hw12", "hw12.ipynb")
    assert said.parts == ("figures", "handin", "package", "requirements.txt", "tests", "written.json")
    assert said.data["figures/line.png"] == hashlib.sha256((TINY / "figures" / "line.png").read_bytes()).hexdigest()
    assert "hw12_template.pdf" not in said.data  # it may be written on
    assert {PurePosixPath(name).suffix for name in said.data} == {".png", ".ttf"}


def test_the_doctor_finds_the_release_whole_and_a_damaged_file_in_it(tiny_split, tmp_path):
    release = shutil.copytree(tiny_split[1] / "student_release", tmp_path / "release")
    found = {finding.what: finding for finding in examine(release)}
    assert found["folder"].fine
    assert found["data"].fine
    font = release / "handin" / "export" / "fonts" / "NotoEmoji-Regular.ttf"
    font.write_bytes(font.read_bytes()[:-1])
    found = {finding.what: finding for finding in examine(release)}
    assert found["data"].says == "NotoEmoji-Regular.ttf is damaged: unpack the whole homework again."


def test_cell_ids_differ_from_each_other(tiny_split):
    for folder in ("student_release", "solutions"):
        ids = [cell.id for cell in read_notebook(tiny_split[1] / folder / "hw12.ipynb").cells]
        assert len(set(ids)) == len(ids)


def test_a_cell_keeps_its_id_when_another_cell_changes(spoiled, tmp_path, tiny_split):
    out = tmp_path / "out"
    out.mkdir()
    split(understood(spoiled(("# A tiny homework", "# A tiny little homework"))), out)
    before, after = (read_notebook(at / "student_release" / "hw12.ipynb").cells for at in (tiny_split[1], out))
    assert [a.id == b.id for a, b in zip(before, after, strict=True)].count(False) == 1


def test_a_split_elsewhere_is_the_same_bytes(tiny_split, tmp_path):
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "0"}
    command = [sys.executable, "-m", "autograder.release", "split", str(tmp_path), "--assignment", str(TINY)]
    subprocess.run(command, env=environment, check=True, cwd="/")
    for name in ("student_release", "solutions", "dist"):
        assert read_folder(tmp_path / name) == read_folder(tiny_split[1] / name)


def test_the_students_zip_is_the_release_in_a_folder_of_its_own(tiny_split):
    zipped = read_zip(tiny_split[1] / "dist" / "student_release.zip")
    release = read_folder(tiny_split[1] / "student_release")
    assert zipped == {f"student_release/{name}": content for name, content in release.items()}


def test_the_checksum_beside_the_students_zip_is_that_of_the_zip(tiny_split):
    dist = tiny_split[1] / "dist"
    done = subprocess.run(["sha256sum", "--check", "student_release.zip.sha256"], cwd=dist, capture_output=True)
    assert done.stdout == b"student_release.zip: OK\n"


def test_the_zip_says_one_time_for_everything_and_its_scripts_run(tiny_split):
    with zipfile.ZipFile(tiny_split[1] / "dist" / "hw12-autograder.zip") as archive:
        infos = {info.filename: info for info in archive.infolist()}
    assert {info.date_time for info in infos.values()} == {(1980, 1, 1, 0, 0, 0)}
    assert infos["run_autograder"].external_attr >> 16 == 0o100755
    assert infos["tests/doubling.py"].external_attr >> 16 == 0o100644
    assert list(infos) == sorted(infos)


def test_no_notebook_tells_when_or_where_it_was_made(tiny_split):
    for folder in ("student_release", "solutions"):
        metadata = json.loads((tiny_split[1] / folder / "hw12.ipynb").read_text())["metadata"]
        assert metadata["language_info"] == {"name": "python"}
        assert set(metadata) == {"jupytext", "kernelspec", "language_info", "otter"} - {"jupytext"}


def test_caches_are_not_released(spoiled, tmp_path):
    master = spoiled()
    cache = master.parent / "package" / "__pycache__"
    cache.mkdir()
    (cache / "x.cpython-311.pyc").write_bytes(b"compiled")
    out = tmp_path / "out"
    out.mkdir()
    split(understood(master), out)
    assert not [name for name in read_folder(out) if "pycache" in name]
    assert not [name for name in read_zip(out / "dist" / "hw12-autograder.zip") if "pycache" in name]


def test_a_release_that_is_too_large_is_refused_before_otter_sees_it(spoiled, tmp_path, monkeypatch):
    master = spoiled()
    (master.parent / "package" / "large.bin").write_bytes(bytes(30_000))
    monkeypatch.setattr(room, "INPUT_CAP_MB", 0.02)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(
        ReleaseError, match=r"The files to release come to 0 MB; at most 0.02 MB are expected: look for data"
    ):
        split(understood(master), out)


def test_what_otter_refuses_is_said_in_a_sentence(spoiled, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(ReleaseError, match=r"Otter Assign refuses the master: AttributeError: "):
        split(understood(spoiled(("export_cell: false", "export_cell: 7"))), out)


def test_no_file_grows_past_the_cap(tmp_path):
    with file_size_capped(1), pytest.raises(OSError, match="File too large"):
        (tmp_path / "endless").write_bytes(bytes(1_000_001))
    (tmp_path / "after").write_bytes(bytes(1_000_001))


def test_annotations_are_taken_out_of_a_class_body():
    source = (
        "class A:\n    # BEGIN SOLUTION NO PROMPT\n    x = 1\n    # END SOLUTION\n"
        '    """ # BEGIN PROMPT\n    x = 2\n    """ # END PROMPT\n    y = 3  # SOLUTION'
    )
    assert without_annotations(source) == "class A:\n    x = 1\n    y = 3"
