"""Outputs of the solved notebook are kept exactly while what made them is the same."""

import nbformat
import pytest

from autograder.release.otter_notebooks import write_notebook
from autograder.release.solved_outputs import drop_progress, keep_outputs, mark, outputs_digest, take_outputs


@pytest.fixture
def release(tmp_path):
    (tmp_path / "release" / "hw12").mkdir(parents=True)
    (tmp_path / "release" / "hw12" / "vae.py").write_text("x = 1\n")
    (tmp_path / "release" / "README.md").write_text("read me")
    return tmp_path / "release"


def solved() -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_markdown_cell("Why?", id="a"), nbformat.v4.new_code_cell("print(6 * 7)", id="b")]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture
def committed(tmp_path, release):
    notebook = solved()
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="42\n")]
    notebook.cells[1].execution_count = 1
    mark(notebook, outputs_digest(notebook, release))
    write_notebook(notebook, tmp_path / "hw12.ipynb")
    return tmp_path / "hw12.ipynb"


def test_outputs_are_kept_when_only_prose_changed(committed, release):
    fresh = solved()
    fresh.cells[0].source = "Why not?"
    (release / "README.md").write_text("read me again")
    assert keep_outputs(fresh, committed, outputs_digest(fresh, release))
    assert fresh.cells[1].outputs[0].text == "42\n"
    assert fresh.cells[1].execution_count == 1


def test_outputs_are_dropped_when_code_changed(committed, release):
    fresh = solved()
    fresh.cells[1].source = "print(6 * 8)"
    assert not keep_outputs(fresh, committed, outputs_digest(fresh, release))
    assert fresh.cells[1].outputs == []


def test_outputs_are_dropped_when_the_package_changed(committed, release):
    (release / "hw12" / "vae.py").write_text("x = 2\n")
    assert not keep_outputs(solved(), committed, outputs_digest(solved(), release))


def test_outputs_are_dropped_when_the_package_of_every_release_or_a_picture_changed(committed, release):
    for name in ("handin/holes.py", "figures/line.png", "requirements.txt"):
        before = outputs_digest(solved(), release)
        (release / name).parent.mkdir(exist_ok=True)
        (release / name).write_text("x = 3\n")
        assert outputs_digest(solved(), release) != before, name


def test_outputs_are_kept_when_only_what_nobody_runs_changed(committed, release):
    for name in ("hw12.ipynb", "tests/q1.py", "hw12_template.pdf", "written.json", "LICENSE", "data/README.md"):
        (release / name).parent.mkdir(exist_ok=True)
        (release / name).write_text("another text\n")
    assert keep_outputs(solved(), committed, outputs_digest(solved(), release))


def test_a_first_build_has_no_outputs_to_keep(tmp_path, release):
    assert not keep_outputs(solved(), tmp_path / "none.ipynb", outputs_digest(solved(), release))


def test_only_outputs_and_counts_are_taken_from_a_run():
    fresh, run = solved(), solved()
    run.metadata["language_info"] = {"name": "python", "version": "3.14.0"}
    run.cells[1].metadata["execution"] = {"now": "today"}
    run.cells[1].outputs, run.cells[1].execution_count = [nbformat.v4.new_output("stream", text="42\n")], 7
    take_outputs(fresh, run)
    assert fresh.cells[1].outputs == run.cells[1].outputs
    assert fresh.cells[1].execution_count == 7
    assert fresh.metadata == solved().metadata
    assert fresh.cells[1].metadata == {}


def test_progress_bars_are_not_kept_and_warnings_are():
    notebook = solved()
    bar, warning = (
        nbformat.v4.new_output("stream", name="stderr", text=text)
        for text in ("\r  1%|  | 1/9\r100%|##| 9/9", "mind the gap\n")
    )
    notebook.cells[1].outputs = [bar, warning]
    drop_progress(notebook)
    assert notebook.cells[1].outputs == [warning]


def test_what_is_printed_after_a_progress_bar_is_kept():
    notebook = solved()
    text = "\rbeta:   3%|#  | 1/30\rbeta: 100%|###| 30/30\r              \rerror 3.3%\n\rVAE: 100%|###| 9/9\ndone\n"
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
    drop_progress(notebook)
    assert [output.text for output in notebook.cells[1].outputs] == ["error 3.3%\ndone\n"]
