"""The commands of build.py on the tiny homework: what is proved, what is put in place, and what is left alone."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.release import pipeline, proof
from autograder.release.__main__ import main
from autograder.release.archive import read_folder
from autograder.release.build_folder import BusyError, PutBackError
from autograder.release.execution import ExecutionError, Score
from autograder.release.otter_notebooks import read_notebook
from autograder.release.proof import ProofError, complaint


def generated(root: Path) -> dict[str, dict[str, bytes]]:
    return {name: read_folder(root / name) for name in proof.GENERATED}


@pytest.fixture
def quick(monkeypatch):
    """Proofs that start kernels are told their answer: they have tests of their own."""
    monkeypatch.setattr(
        proof,
        "run_otter",
        lambda notebook, archive: [Score("doubling", 3.0 if notebook.parent.name == "solutions" else 0.0, 3.0)],
    )
    monkeypatch.setattr(proof, "run_notebook", lambda notebook, folder: notebook)
    monkeypatch.setattr(proof, "complaint", lambda cell: None)


def test_the_tiny_homework_is_proved_and_put_in_place(spoiled, capsys):
    master = spoiled()
    root = master.parent.parent
    pipeline.build(root, master)
    said = capsys.readouterr().out
    assert "FAILED" not in said
    assert "3 of 3 points on 1 questions" in said
    assert "0 of 3 points on 1 questions" in said
    assert "autograded 3, written 2" in said
    assert all(generated(root).values())
    pipeline.check(root, master)


def test_a_second_build_writes_the_same(spoiled, quick):
    master = spoiled()
    pipeline.build(master.parent.parent, master)
    before = generated(master.parent.parent)
    pipeline.build(master.parent.parent, master)
    assert generated(master.parent.parent) == before


def test_a_failed_proof_leaves_what_stands_there(spoiled, quick, monkeypatch):
    master = spoiled()
    root = master.parent.parent
    pipeline.build(root, master)
    before = generated(root)
    master.write_text(master.read_text().replace("A tiny homework", "A larger homework"))
    monkeypatch.setattr(proof, "run_otter", lambda notebook, archive: [Score("doubling", 2.0, 3.0)])
    with pytest.raises(ProofError, match="the solved notebook loses points: doubling 2 of 3"):
        pipeline.build(root, master)
    assert generated(root) == before
    assert not list(root.glob(".build-*"))


def test_a_blank_that_earns_is_not_released(spoiled, quick, monkeypatch):
    master = spoiled()
    monkeypatch.setattr(proof, "run_otter", lambda notebook, archive: [Score("doubling", 3.0, 3.0)])
    with pytest.raises(ProofError, match="the blank notebook earns points: doubling 3 of 3"):
        pipeline.build(master.parent.parent, master)


def test_a_question_that_otter_lost_is_not_a_pass(spoiled, quick, monkeypatch):
    master = spoiled()
    monkeypatch.setattr(proof, "run_otter", lambda notebook, archive: [])
    with pytest.raises(ProofError, match=r"Otter graded \{\}, but the master asks for \{'doubling': 3\}"):
        pipeline.build(master.parent.parent, master)


def test_a_leak_stops_the_build(spoiled, quick):
    master = spoiled()
    (master.parent / "package" / "notes.txt").write_text("favourite_animal = 'axolotl'")
    with pytest.raises(ProofError, match=r"leak\(s\) into student_release/: answer in package/notes.txt"):
        pipeline.build(master.parent.parent, master)


def test_an_unstable_split_stops_the_build(spoiled, quick, monkeypatch):
    master = spoiled()
    original = pipeline.split

    def split_and_add(assignment, out):
        original(assignment, out)
        (out / "dist" / "time.txt").write_text("now")

    monkeypatch.setattr(pipeline, "split", split_and_add)
    with pytest.raises(ProofError, match=r"two splits of the same master differ in dist/time\.txt"):
        pipeline.build(master.parent.parent, master)


def test_check_names_what_differs(spoiled, quick):
    master = spoiled()
    root = master.parent.parent
    pipeline.build(root, master)
    (root / "student_release" / "tests" / "doubling.py").write_text("edited by hand")
    (root / "student_release" / "extra.txt").write_text("added by hand")
    with pytest.raises(
        ProofError, match=r"student_release/extra.txt is not made; student_release/tests/doubling.py differs"
    ):
        pipeline.check(root, master)


def test_solutions_executes_the_solved_notebook_and_the_next_build_keeps_its_outputs(spoiled, quick, capsys):
    master = spoiled()
    root = master.parent.parent
    pipeline.solutions(root, master)
    assert [output.text for output in demo(root).outputs] == ["7.0\n"]
    before = read_folder(root / "solutions")
    pipeline.build(root, master)
    assert read_folder(root / "solutions") == before
    assert "kept, nothing that they depend on has changed" in capsys.readouterr().out


def test_check_sees_a_solved_notebook_that_a_build_would_write_differently(spoiled, quick):
    master = spoiled()
    root = master.parent.parent
    pipeline.build(root, master)
    solved = root / "solutions" / "hw12.ipynb"
    solved.write_text(solved.read_text().replace('"name": "python"', '"name": "python", "version": "3.14.0"'))
    with pytest.raises(ProofError, match=r"solutions/hw12\.ipynb differs"):
        pipeline.check(root, master)


def demo(root: Path) -> nbformat.NotebookNode:
    cells = read_notebook(root / "solutions" / "hw12.ipynb").cells
    return next(cell for cell in cells if "ready(" in cell.source)


def test_a_solved_notebook_that_raises_keeps_the_old_outputs(spoiled):
    master = spoiled(("    print(double(3.5))", "    print(double(3.5) / 0)"))
    with pytest.raises(ProofError, match=r"the solved notebook raises: cell \d+: ZeroDivisionError"):
        pipeline.solutions(master.parent.parent, master)
    assert not (master.parent.parent / "solutions").exists()


def test_a_bad_master_ends_with_status_1_and_one_message(spoiled, capsys):
    master = spoiled(("\nhidden: true", "\nhiden: true"))
    assert main(["build", "--assignment", str(master.parent)]) == 1
    said = capsys.readouterr()
    assert "hiden" in said.err
    assert "Traceback" not in said.err
    assert said.err.count("expected") == 1


@pytest.mark.parametrize(
    ("trouble", "status", "sentence"),
    [
        (KeyboardInterrupt(), 130, "Interrupted. Nothing was changed."),
        (KeyboardInterrupt("What was built is in place."), 130, "Interrupted. What was built is in place.\n"),
        (PutBackError("It is kept in .build-x/aside."), 3, "\nIt is kept in .build-x/aside.\n"),
        (BusyError("Another build is at work."), 3, "\nAnother build is at work.\n"),
        (ExecutionError("The kernel ended at cell 3."), 1, "The kernel ended at cell 3.\nNothing was changed."),
        (OSError(28, "No space left on device"), 3, "No space left on device: make room or give write access here"),
    ],
)
def test_trouble_ends_with_a_sentence_and_changes_nothing(spoiled, monkeypatch, capsys, trouble, status, sentence):
    master = spoiled()
    monkeypatch.setattr(pipeline, "split", lambda assignment, out: (_ for _ in ()).throw(trouble))
    assert main(["check", "--assignment", str(master.parent)]) == status
    assert sentence in capsys.readouterr().err


def test_a_public_test_without_points_that_fails_stops_the_build(spoiled, monkeypatch):
    monkeypatch.setattr(proof, "run_notebook", lambda notebook, folder: notebook)
    monkeypatch.setattr(proof, "complaint", lambda cell: None)
    master = spoiled(("assert double(1) is not None", "assert double(1) == three"))
    message = "the solved notebook fails tests, though it loses no points: test_public_gives_a_number of doubling"
    with pytest.raises(ProofError, match=message):
        pipeline.build(master.parent.parent, master)


def test_a_closed_pipe_ends_the_build_quietly(spoiled):
    master = spoiled()
    code = (
        "import sys; from pathlib import Path; from autograder.release import __main__ as room\n"
        f"sys.exit(room.main(['build', '--assignment', {str(master.parent)!r}]))"
    )
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, text=True, check=False, timeout=60
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")
    assert not list(master.parent.parent.glob(".build-*"))


def test_an_unknown_command_ends_with_status_2():
    done = subprocess.run(
        [sys.executable, "-m", "autograder.release", "biuld"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "invalid choice: 'biuld'" in done.stderr


def test_a_master_that_is_missing_ends_with_status_2(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["build", "--assignment", str(tmp_path)])
    assert ended.value.code == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"there is no master notebook in {tmp_path}: expected one .md or .ipynb with a raw cell" in said


def cell(source: str, *outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source, outputs=list(outputs))


def said(text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("stream", text=text)


@pytest.mark.parametrize(
    ("ran", "wrong"),
    [
        (cell("x", nbformat.v4.new_output("error", ename="NameError", evalue="x", traceback=[])), "raises NameError"),
        (cell('grader.check("a")', said("a: results\n line 1\n line 2\n")), "does not answer in a sentence"),
        (cell('grader.check("a")'), "does not answer in a sentence"),
        (cell("if handin.ready(f=f):\n    f()"), "does not name the hole"),
    ],
)
def test_what_a_student_should_not_see_is_found(ran, wrong):
    assert wrong in complaint(ran)


@pytest.mark.parametrize(
    "ran",
    [
        nbformat.v4.new_markdown_cell("text"),
        cell("x = 1"),
        cell('grader.check("a")', said("a: double returned None.\nPublic checks only: ...")),
        cell("if handin.ready(f=f):\n    f()", said("This cell needs f: ...")),
    ],
)
def test_what_a_student_should_see_is_let_through(ran):
    assert complaint(ran) is None
