"""Downloads as Gradescope, Canvas and Moodle give them, from the zip to the files that go back there."""

import csv
import json

import pytest
from downloads import as_zip, canvas, gradescope, moodle
from small_class import finish
from small_homework import RIGHT, write_notebook

from autograder.classroom.messages import Work, not_read


@pytest.fixture(scope="module")
def handed(tmp_path_factory) -> tuple[bytes, bytes]:
    """A notebook with all points, and one in which `word` (2 of 8) is wrong."""
    folder = tmp_path_factory.mktemp("handed")
    write_notebook(folder / "right.ipynb", RIGHT)
    write_notebook(folder / "newt.ipynb", RIGHT | {"word": 'word = "newt"'})
    return (folder / "right.ipynb").read_bytes(), (folder / "newt.ipynb").read_bytes()


def rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def graded_zip(small, place, files):
    """The folder of the class's results, the status of the command and what it said."""
    done = finish(small, as_zip(place / "export.zip", files), place / "grades")
    return place / "grades", done


def totals(out) -> dict[str, str]:
    return {row["Name"]: row["Total"] for row in rows(out / "grades.csv")}


def test_gradescopes_export_becomes_its_own_csv(small, handed, tmp_path):
    out, done = graded_zip(small, tmp_path, gradescope(*handed))
    assert done.returncode == 0, done.stdout
    assert done.stderr.splitlines()[-1].startswith(
        "submission_103: cannot be read: the export's submission_metadata.yml"
    )
    group = {"李 小龙": "6", "Grace O'Hopper": "6"}
    assert totals(out) == {"Ada Lovelace": "8", **group, "Nobody There": "", "submission_104": "8"}
    own = {row["SID"]: (row["Email"], row["Total Score"]) for row in rows(out / "gradescope.csv") if row["SID"]}
    assert own["1815"] == ("ada@example.org", "8")
    assert own["1940"] == ("li@example.org", "6")


def test_canvas_download_becomes_a_csv_that_canvas_takes(small, handed, tmp_path):
    out, done = graded_zip(small, tmp_path, canvas(*handed))
    assert done.returncode == 0, done.stdout
    assert sorted(totals(out).values()) == ["6", "6", "8", "8"]
    possible, *own = rows(out / "canvas.csv")
    assert possible["small"] == "8"
    assert {row["ID"]: row["small"] for row in own} == {"11": "8", "12": "6", "13": "6", "": "8"}


def test_moodles_download_names_who_handed_in_no_notebook(small, handed, tmp_path):
    out, done = graded_zip(small, tmp_path, moodle(*handed))
    assert done.returncode == 0, done.stdout
    assert totals(out) == {"Ada Lovelace": "8", "李 小龙": "6", "Group Seven": "8", "Grace O'Hopper": ""}


def test_a_notebook_of_another_homework_is_unreadable_and_costs_nobody_else(small, handed, tmp_path):
    other = json.loads(handed[0])
    other["metadata"]["otter"]["assignment_name"] = "large"
    out, done = graded_zip(small, tmp_path, {"Ada.ipynb": handed[0], "Grace.ipynb": json.dumps(other).encode()})
    assert done.returncode == 0, done.stdout
    found = {row["Name"]: (row["State"], row["Total"]) for row in rows(out / "grades.csv")}
    assert found == {"Ada": ("graded", "8"), "Grace": ("unreadable", "")}
    assert "large" in done.stderr


def test_a_file_that_cannot_be_read_is_no_fault_of_the_student():
    outcome = not_read(Work(1, "Ada", "Ada.ipynb"), OSError(5, "Input/output error"))
    assert (outcome.state, outcome.reason) == ("could not judge", "Ada cannot be read: Input/output error.")
