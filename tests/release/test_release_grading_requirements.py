"""What a homework imports is in the requirements of its Gradescope image, or the build says what is not."""

import json
from pathlib import Path

import pytest
from tiny_homework import understood

from autograder.release.__main__ import main
from autograder.release.archive import read_zip
from autograder.release.grading_requirements import RequirementsError, homework_imports, requirements
from autograder.release.split import split

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"


@pytest.fixture
def imports_of(tmp_path):
    """imports_of(file, code) -> what a homework with that file imports; `released/`, `checks/` and `tests/` are its."""
    for name in ("released", "checks", "tests"):
        (tmp_path / name).mkdir()

    def found(file, code, preload=()):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(code)
        return homework_imports(tmp_path / "released", [tmp_path / "checks", tmp_path / "tests"], preload, ["handin"])

    return found


@pytest.mark.parametrize(
    ("file", "code", "imported"),
    [
        ("released/lab/__init__.py", "import scipy.linalg, torch", ["scipy", "torch"]),
        ("released/lab/__init__.py", "from . import plots\nfrom lab.plots import draw", []),
        ("released/lab/data.py", "def download():\n    import pooch", []),
        ("released/lab/data.py", "class Table:\n    import pandas", ["pandas"]),
        ("released/lab/data.py", "if TYPE_CHECKING:\n    import pandas", []),
        ("released/lab/data.py", "try:\n    import pandas\nexcept ImportError:\n    pandas = None", []),
        ("released/lab.py", "import json, pandas", ["pandas"]),
        ("released/handin/pdf.py", "import typst", []),
        ("released/tests/q1.py", "import pandas", []),
        ("checks/q1.py", "def check(f):\n    from scipy.stats import norm", ["scipy"]),
        ("tests/q1.py", "def test_hidden(f):\n    from checks import q1\n    import PIL", ["PIL"]),
    ],
)
def test_what_is_imported_while_grading_is_found(imports_of, file, code, imported):
    assert list(imports_of(file, code)) == imported


def test_cells_count_unless_they_are_not_graded(imports_of):
    cells = [
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import pandas as pd"], "metadata": {}},
        {"cell_type": "code", "source": "import seaborn", "metadata": {"tags": ["otter_ignore"]}},
        {"cell_type": "markdown", "source": "import scipy", "metadata": {}},
        {"cell_type": "code", "source": "files = !ls", "metadata": {}},
    ]
    assert imports_of("released/lab.ipynb", json.dumps({"cells": cells})) == {"pandas": "lab.ipynb"}


def test_modules_that_are_preloaded_count(imports_of):
    assert imports_of("tests/q1.py", "", preload=("scipy.stats", "json")) == {"scipy": "`grading.preload`"}


def test_a_package_is_found_by_the_name_under_which_it_is_imported():
    names = {line.split("==")[0] for line in requirements(LOCK, {"sklearn": "checks/q1.py"}).splitlines()}
    assert {"scikit-learn", "scipy", "joblib"} <= names
    assert "scikit-learn" not in requirements(LOCK)


def test_a_package_that_the_lock_does_not_hold_is_refused_with_the_file_that_imports_it():
    says = r"checks/q1\.py imports no_such_package, which is not in requirements\.lock, so grading could not import it"
    with pytest.raises(RequirementsError, match=says):
        requirements(LOCK, {"no_such_package": "checks/q1.py"})


def test_the_gradescope_zip_holds_what_the_homework_imports(spoiled, tmp_path):
    master = spoiled()
    (master.parent / "package" / "tables.py").write_text("import pandas\n")
    (tmp_path / "out").mkdir()
    split(understood(master), tmp_path / "out")
    wanted = read_zip(tmp_path / "out" / "dist" / "gradescope.zip")["requirements.txt"].decode()
    assert "\npandas==" in wanted


def test_a_build_that_could_not_be_graded_ends_with_that_sentence(spoiled, capsys):
    master = spoiled()
    (master.parent / "package" / "tables.py").write_text("import no_such_package\n")
    assert main(["build", "--assignment", str(master.parent)]) == 1
    assert "package/tables.py imports no_such_package, which is not in requirements.lock" in capsys.readouterr().err
    assert not (master.parent.parent / "dist").exists()
