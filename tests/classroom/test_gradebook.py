"""What a gradebook keeps, asks for again, and says where it cannot be used."""

import errno
import os
import sqlite3
import subprocess
import sys
import time

import msgspec
import pytest

from autograder.classroom import database
from autograder.classroom import gradebook as gradebooks
from autograder.classroom.attempt import Attempt, Student
from autograder.classroom.class_results import CaseRow
from autograder.classroom.database import GradebookError
from autograder.classroom.gradebook import gradebook
from autograder.classroom.gradebook_rows import class_results, submission_rows, superseded_rows
from autograder.classroom.intake import LocatedSubmission
from autograder.classroom.messages import Outcome, Ready
from autograder.engine.dependencies import Dependencies

PARTS = Dependencies("base", {"double": "d1", "word": "w1"})


def handed(name, *, attempt=1, content="c", reason="", students=None):
    """A submission that intake took in."""
    people = students or (Student(name),)
    key = f"{name}-{attempt}"
    return LocatedSubmission(Attempt(key, people, (f"{key}.ipynb",), ordering=attempt), f"{key}.ipynb", content, reason)


def outcome(double=True, word=True, state="graded"):
    """What a worker says of a submission."""
    cases = (
        CaseRow("double", "test_a", 3.0, True, "passed" if double else "failed", "", "", "", 0.1),
        CaseRow("word", "test_b", 2.0, True, "passed" if word else "failed", "", "", "", 0.1),
    )
    return Outcome(state=state, cases=cases, seed="5eed", answers={"double": "def double(x): ..."})


def run(folder, taken, grade=outcome, *, parts=PARTS, regrade="", policy="newest", autograder="one", finish=True):
    """One run over what was handed in; returns what it graded, as (key, only)."""
    graded = []
    with gradebook(folder) as book:
        book.begin(autograder, parts, regrade)
        book.take_in(taken, "download", policy)
        book.write_unreadable()
        for work in book.to_do():
            graded.append((work.key, work.only))
            made = grade()
            if work.only is not None:
                cases = tuple(case for case in made.cases if case.question in work.only)
                made = Outcome(state="graded", cases=cases)
            book.write(work, made)
        if policy == "best":
            book.choose_best()
        if finish:
            book.end()
    return graded


def begun_with(book, taken):
    """Begins a run that regrades all, and takes in, as one."""
    with book.atomic():
        book.begin("one", PARTS, "all")
        book.take_in(taken, "download", "newest")


def rows_of(folder):
    """The rows of the last run, by key."""
    with gradebook(folder) as book:
        (book.run,) = book.connection.execute("SELECT max(id) FROM run").fetchone()
        return {row.key: row for _, row in submission_rows(book)}


def test_a_result_is_written_once_and_read_back(tmp_path):
    assert run(tmp_path, [handed("ada")]) == [("ada-1", None)]
    assert run(tmp_path, [handed("ada")]) == []
    (row,) = rows_of(tmp_path).values()
    assert (row.state, row.score, row.points, row.students) == ("graded", 5.0, 5.0, ("ada",))
    assert [case.name for case in row.cases] == ["test_a", "test_b"]
    assert row.answers == {"double": "def double(x): ..."}


def test_another_content_under_the_same_name_is_graded_anew(tmp_path):
    run(tmp_path, [handed("ada", content="old")])
    assert run(tmp_path, [handed("ada", content="new")], lambda: outcome(word=False)) == [("ada-1", None)]
    assert rows_of(tmp_path)["ada-1"].score == 3.0


def test_what_is_gone_from_the_download_is_kept_but_not_shown(tmp_path):
    run(tmp_path, [handed("ada"), handed("grace")])
    run(tmp_path, [handed("grace")])
    assert list(rows_of(tmp_path)) == ["grace-1"]
    assert run(tmp_path, [handed("ada"), handed("grace")]) == []  # ada's grade was still there


def test_the_newest_attempt_counts_and_the_others_are_not_graded(tmp_path):
    attempts = [handed("ada", attempt=2, content="two"), handed("ada", attempt=1, content="one")]
    assert run(tmp_path, attempts) == [("ada-2", None)]
    found = rows_of(tmp_path)
    assert (found["ada-2"].counts, found["ada-2"].attempt) == (True, 2)
    assert (found["ada-1"].counts, found["ada-1"].attempt) == (False, 1)
    assert found["ada-1"].reason == "An older attempt; ada-2 counts."


def test_two_files_of_one_name_of_which_neither_is_newer_are_said(tmp_path):
    both = [
        LocatedSubmission(Attempt(key, (Student("ada"),), (key,)), key, key, "") for key in ("ada.ipynb", "ada.zip")
    ]
    assert run(tmp_path, both) == [("ada.zip", None)]
    with gradebook(tmp_path) as book:
        book.run = 1
        assert book.undecided() == [("ada.ipynb", "Nothing says whether it is newer than ada.zip, which counts.")]


def test_the_best_attempt_counts_when_asked_for(tmp_path):
    attempts = [handed("ada", attempt=n, content=str(n)) for n in (1, 2, 3)]
    grades = iter([outcome(), outcome(word=False), outcome(double=False)])
    run(tmp_path, attempts, lambda: next(grades), policy="best")
    assert [key for key, row in rows_of(tmp_path).items() if row.counts] == ["ada-1"]


def test_the_same_file_twice_is_graded_once(tmp_path):
    attempts = [handed("ada", attempt=1), handed("ada", attempt=2), handed("grace")]
    assert run(tmp_path, attempts, policy="best") == [("ada-2", None), ("grace-1", None)]
    assert rows_of(tmp_path)["ada-1"].reason == "The same file as ada-2, which is graded."


def test_somebody_alone_and_in_a_group_has_one_grade(tmp_path):
    ada, grace = Student("Ada", "1"), Student("Grace", "2")
    run(tmp_path, [handed("alone", students=(ada,), content="a"), handed("pair", students=(ada, grace), content="p")])
    with gradebook(tmp_path) as book:
        book.run = 1
        assert superseded_rows(book) == {("alone-1", "1")}


def test_what_cannot_be_read_has_a_reason_and_no_points(tmp_path):
    assert run(tmp_path, [handed("ada", reason="It is a picture.")]) == []
    (row,) = rows_of(tmp_path).values()
    assert (row.state, row.reason, row.cases) == ("unreadable", "It is a picture.", ())


def test_what_could_not_be_judged_has_no_points(tmp_path):
    run(tmp_path, [handed("ada")], lambda: outcome(state="could not judge"))
    (row,) = rows_of(tmp_path).values()
    assert (row.state, row.score) == ("could not judge", 0.0)
    with gradebook(tmp_path) as book:
        assert book.connection.execute("SELECT score FROM grade").fetchone()[0] == 0.0


# --- regrades ---------------------------------------------------------------------------------------------------------


def test_a_changed_test_regrades_that_question_alone_and_keeps_the_rest(tmp_path):
    run(tmp_path, [handed("ada"), handed("bad", reason="No.", content="b")], lambda: outcome(double=False))
    new = Dependencies("base", {"double": "d1", "word": "w2"})
    again = run(tmp_path, [handed("ada")], lambda: outcome(double=True, word=False), parts=new, regrade="changed")
    assert again == [("ada-1", ("word",))]
    assert {case.question: case.verdict for case in rows_of(tmp_path)["ada-1"].cases} == {
        "double": "failed",
        "word": "failed",
    }
    assert run(tmp_path, [handed("ada")], parts=new, regrade="changed") == []


def test_time_and_memory_of_a_part_are_not_taken_for_those_of_the_whole(tmp_path):
    run(tmp_path, [handed("ada")], lambda: msgspec.structs.replace(outcome(), seconds=9.0, memory_mb=80.0))
    run(tmp_path, [handed("ada")], parts=Dependencies("base", {"double": "d1", "word": "w2"}), regrade="changed")
    row = rows_of(tmp_path)["ada-1"]
    assert (row.seconds, row.memory_mb) == (9.0, 80.0)


def test_a_changed_engine_regrades_all_of_it(tmp_path):
    run(tmp_path, [handed("ada")])
    new = Dependencies("another", dict(PARTS.questions))
    assert run(tmp_path, [handed("ada")], parts=new, regrade="changed") == [("ada-1", None)]


def test_without_being_asked_nothing_is_regraded_but_it_is_said(tmp_path):
    run(tmp_path, [handed("ada")])
    with gradebook(tmp_path) as book:
        book.begin("two", Dependencies("another", {}), "")
        book.take_in([handed("ada")], "download", "newest")
        assert list(book.to_do()) == []
        assert book.other_autograders() == 1
        book.begin("two", PARTS, "")  # its report is another, and nothing that grades
        book.take_in([handed("ada")], "download", "newest")
        assert book.other_autograders() == 0


def test_a_regrade_of_all_goes_on_where_it_was_stopped(tmp_path):
    class_ = [handed(name, content=name) for name in ("ada", "grace", "li")]
    run(tmp_path, class_)

    only = iter([outcome()])
    with pytest.raises(StopIteration):
        run(tmp_path, class_, lambda: next(only), regrade="all")
    assert [key for key, _ in run(tmp_path, class_, regrade="all")] == ["grace-1", "li-1"]
    assert [key for key, _ in run(tmp_path, class_, regrade="all")] == ["ada-1", "grace-1", "li-1"]


def test_a_part_that_waits_is_asked_for_anew_when_the_autograder_changes_meanwhile(tmp_path):
    class_ = [handed("ada")]
    run(tmp_path, class_)
    with gradebook(tmp_path) as book:  # killed before anything was regraded
        book.begin("two", Dependencies("base", {"double": "d1", "word": "w2"}), "changed")
    newer = Dependencies("base", {"double": "d2", "word": "w2"})
    assert run(tmp_path, class_, parts=newer, autograder="three") == [("ada-1", ("double", "word"))]


def test_regrading_what_changed_tries_what_no_grade_came_of(tmp_path):
    run(tmp_path, [handed("ada")], lambda: outcome(state="set aside"))
    assert run(tmp_path, [handed("ada")]) == []
    assert run(tmp_path, [handed("ada")], regrade="changed") == [("ada-1", None)]


def test_grades_of_before_stay_in_the_gradebook(tmp_path):
    run(tmp_path, [handed("ada")])
    run(tmp_path, [handed("ada")], regrade="all")
    with gradebook(tmp_path) as book:
        assert book.connection.execute("SELECT count(*) FROM grade").fetchone()[0] == 2


# --- faults -----------------------------------------------------------------------------------------------------------


def test_a_result_that_is_interrupted_while_it_is_written_is_not_there(tmp_path, monkeypatch):
    run(tmp_path, [])
    with gradebook(tmp_path) as book:
        book.begin("one", PARTS, "")
        book.take_in([handed("ada")], "download", "newest")
        (work,) = book.to_do()
        made = gradebooks._added

        def interrupted(*arguments, **named):
            made(*arguments, **named)
            raise KeyboardInterrupt

        monkeypatch.setattr(gradebooks, "_added", interrupted)
        with pytest.raises(KeyboardInterrupt):
            book.write(work, outcome())
        assert book.connection.execute("SELECT count(*) FROM grade").fetchone()[0] == 0
        assert [one.key for one in book.to_do()] == ["ada-1"]


def test_an_intake_that_breaks_off_changes_nothing(tmp_path):
    def broken():
        yield handed("ada")
        raise OSError("the disk is gone")

    with gradebook(tmp_path) as book:
        book.begin("one", PARTS, "")
        with pytest.raises(OSError, match="gone"):
            begun_with(book, broken())
        assert book.counts().there == 0
        assert book.connection.execute("SELECT count(*) FROM run").fetchone()[0] == 1


def test_two_runs_at_once_are_refused_and_a_dead_one_is_no_hindrance(tmp_path):
    hold = "import sys, time; from pathlib import Path; from autograder.classroom.database import locked\n"
    hold += "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", hold, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(GradebookError, match="Another run is writing"), gradebook(tmp_path):
            pass
        process.kill()
        process.wait()
    with gradebook(tmp_path) as book:
        assert book.counts().there == 0


def test_a_gradebook_is_for_its_owner_alone(tmp_path):
    def rights():
        return {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir()}

    with gradebook(tmp_path) as book:
        book.begin("digest", Dependencies("", {}), "")
        there = rights()
    assert there.keys() > {database.FILE, f"{database.FILE}-wal"}
    assert not any(there.values())
    (tmp_path / database.FILE).chmod(0o644)  # as it was once made
    with gradebook(tmp_path):
        assert not any(rights().values())


def test_a_folder_that_cannot_be_locked_is_no_other_run(tmp_path, monkeypatch):
    def refuse(descriptor, operation):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(database.fcntl, "flock", refuse)
    with (
        pytest.raises(GradebookError, match=r"cannot be locked for one run \(No locks available\)"),
        gradebook(tmp_path),
    ):
        pass


def test_a_gradebook_of_no_bytes_beside_grades_does_not_begin_anew(tmp_path):
    run(tmp_path, [handed("ada")])
    for path in tmp_path.glob(f"{database.FILE}*"):
        path.write_bytes(b"")
    (tmp_path / database.GRADES).write_text("Name\n")
    with pytest.raises(GradebookError, match=r"is damaged \(it is empty, .*move it away"), gradebook(tmp_path):
        pass


@pytest.mark.parametrize("spoil", [b"this is no database, but a text that is long enough to be one" * 40, None])
def test_a_damaged_gradebook_is_named_and_left_alone(tmp_path, spoil):
    run(tmp_path, [handed(f"student {n}", content=str(n)) for n in range(200)])
    path = tmp_path / database.FILE
    content = spoil or path.read_bytes()[:8192] + os.urandom(4096 * 8) + path.read_bytes()[8192 + 4096 * 8 :]
    path.write_bytes(content)
    with pytest.raises(GradebookError, match=r"gradebook.sqlite is damaged .*move it away"), gradebook(tmp_path):
        pass
    assert path.read_bytes()[4096:] == content[4096:]


def test_a_gradebook_of_another_version_is_refused(tmp_path):
    run(tmp_path, [])
    with sqlite3.connect(tmp_path / database.FILE) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(GradebookError, match="layout 99, expected 1"), gradebook(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    said = r"Nothing can be written to .*choose another folder"
    with pytest.raises(GradebookError, match=said), gradebook(tmp_path / "file" / "out"):
        pass


@pytest.fixture
def tmpfs(tmp_path):
    """tmpfs(options) is a folder that is a file system of its own; only root can make one."""
    made = []

    def make(options):
        folder = tmp_path / f"mount{len(made)}"
        folder.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], capture_output=True)
        if done.returncode:
            pytest.skip("mounting needs root")
        made.append(folder)
        return folder

    yield make
    for folder in made:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_one_sentence_and_loses_nothing_that_was_written(tmpfs):
    folder = tmpfs("size=600k")
    class_ = [handed(f"student {n}", content=str(n)) for n in range(50)]
    long = Outcome(state="graded", cases=outcome().cases, answers={"double": "x" * 30_000})
    with pytest.raises(GradebookError, match=r"The disk is full.*make room, and run the same again"):
        run(folder, class_, lambda: long)
    subprocess.run(["mount", "-o", "remount,size=50m", str(folder)], check=True)
    before = sum(row.state == "graded" for row in rows_of(folder).values())
    assert 0 < before < 50
    assert len(run(folder, class_, lambda: long)) == 50 - before


def test_a_read_only_folder_is_one_sentence(tmpfs):
    folder = tmpfs("size=5m")
    run(folder, [handed("ada")])
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    with pytest.raises(GradebookError, match=r"Nothing can be written to .*Read-only file system"), gradebook(folder):
        pass


def test_a_clock_that_is_set_back_changes_no_order(tmp_path, monkeypatch):
    run(tmp_path, [handed("ada")], lambda: outcome(word=False))
    monkeypatch.setattr(gradebooks, "_now", lambda: "1999-01-01T00:00:00+00:00")
    run(tmp_path, [handed("ada")], regrade="all")
    assert rows_of(tmp_path)["ada-1"].score == 5.0
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert run(tmp_path, [handed("ada")]) == []


def test_the_report_gets_the_whole_class(tmp_path):
    said = Ready("small", {"double": 3.0, "word": 2.0}, {"double": "..."}, {"torch": "2"})
    with gradebook(tmp_path) as book:
        book.begin("digest", PARTS, "")
        book.ready(said)
        book.take_in([handed("ada"), handed("grace", content="g")], "download", "newest")
        (work, _) = book.to_do()
        book.write(work, outcome())
        results = class_results(book)
    assert (results.assignment, results.autograder, dict(results.questions)) == ("small", "digest", said.questions)
    assert [(row.key, row.state) for row in results.submissions] == [("ada-1", "graded"), ("grace-1", "waiting")]
