"""The drawing at the top of the engine is true, and no process of a submission imports what judges it."""

import re
import typing
from pathlib import Path

import autograder.engine
from autograder.engine import wire
from autograder.engine.dependencies import PACKAGE, imported_files


def test_the_drawing_names_every_message_and_every_file_that_there_is():
    drawing, _, _ = autograder.engine.__doc__.partition("Its files, in the order")
    messages = {kind.__name__ for kind in typing.get_args(wire.ToWorker | wire.FromWorker)}
    assert messages <= set(re.findall(r"\w+", drawing))
    files = [Path(name) for name in re.findall(r"\w+(?:/\w+)*\.py", drawing)]
    assert files
    folder = PACKAGE / "engine"
    assert [name for name in files if not ((folder / name).exists() or (folder / "worker" / name).exists())] == []


def test_the_zygote_imports_nothing_that_judges_and_no_check():
    found = imported_files(PACKAGE / "engine" / "worker" / "zygote.py", [PACKAGE])
    assert PACKAGE / "engine" / "worker" / "service.py" in found
    wrong = (PACKAGE / "engine" / "judge", PACKAGE / "checking")
    assert [path for path in found if any(path.is_relative_to(folder) for folder in wrong)] == []
