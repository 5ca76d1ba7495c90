import errno
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib.image
import pytest
import torch

from hw12 import mnist_files, vae_runs

ASSIGNMENT = Path(__file__).resolve().parents[2] / "assignment"

IMPORTS = "%matplotlib inline\nimport torch\nfrom torch import Tensor\nfrom hw12 import mnist, vae"
SAMPLE = (
    "def sample_gaussian(m: Tensor, v: Tensor) -> Tensor:\n    return torch.distributions.Normal(m, v.sqrt()).rsample()"
)
BOUND = """
def negative_elbo_bound(model: vae.VAE, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    m, v = model.enc(x)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(sample_gaussian(m, v))).mean()
    return kl + rec, kl, rec
"""
DEMO = "raise RuntimeError('this cell trains, and is not run')"


def write_notebook(path, *sources):
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


@pytest.fixture
def notebook(tmp_path):
    return write_notebook(tmp_path / "hw12.ipynb", IMPORTS, SAMPLE, BOUND, DEMO)


@pytest.fixture
def command(tmp_path, capsys):
    """Runs the command in this process: (exit status, standard output, standard error)."""
    spec = importlib.util.spec_from_file_location("experiment", ASSIGNMENT / "experiment.py")
    experiment = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(experiment)
    threads = torch.get_num_threads()

    def run(*arguments):
        status = experiment.main([*map(str, arguments), "--output", str(tmp_path / "runs")])
        return status, *capsys.readouterr()

    yield run
    torch.set_num_threads(threads)


def test_student_trains_with_the_notebook_beside_the_command(tmp_path):
    for name in ("hw12", "data"):
        shutil.copytree(ASSIGNMENT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ASSIGNMENT.parent / "autograder" / "handin", tmp_path / "handin")
    shutil.copy(ASSIGNMENT / "experiment.py", tmp_path)
    write_notebook(tmp_path / "hw12.ipynb", IMPORTS, SAMPLE, BOUND, DEMO)
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "HW12_DATA")}
    done = subprocess.run(
        [sys.executable, "experiment.py", "--model", "vae", "--iterations", "4", "--runs", "3"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Run 3 of 3: seed 2" in done.stdout
    saved = json.loads((tmp_path / "runs" / "vae_5k.json").read_text())
    assert [run["seed"] for run in saved["runs"]] == [0, 1, 2]
    mean, standard_error = saved["mean and standard error"]["test"]["nelbo"]
    expected = vae_runs.mean_and_standard_error([run["test"]["nelbo"] for run in saved["runs"]])
    assert (mean, standard_error) == expected
    assert f"nelbo {mean:.2f} ± {standard_error:.2f}" in done.stdout
    assert matplotlib.image.imread(tmp_path / "runs" / "vae_5k.png").ndim == 3


def test_same_seed_gives_the_same_numbers(command, notebook, tmp_path):
    saved = []
    for _ in range(2):
        assert command("--notebook", notebook, "--iterations", 3, "--seed", 7)[0] == 0
        (run,) = json.loads((tmp_path / "runs" / "vae_5k.json").read_text())["runs"]
        shutil.rmtree(tmp_path / "runs")  # else the second would be read from the first's checkpoint
        saved.append((run["seed"], run["subset"], run["test"]))
    assert saved[0] == saved[1]
    assert saved[0][0] == 7


def test_one_run_has_no_standard_error_and_says_so(command, notebook):
    status, out, _ = command("--notebook", notebook, "--iterations", 1)
    assert status == 0
    assert "±" not in out
    assert "A standard error needs several runs: --runs 3 or more." in out


def test_subset_and_whole_test_split_are_both_reported(command, notebook):
    _, out, _ = command("--notebook", notebook, "--iterations", 1)
    assert "200 test digits" in out
    assert "all 500" in out


@pytest.mark.parametrize(
    ("sources", "sentence"),
    [
        ([IMPORTS, "def sample_gaussian(m, v):\n    ...", BOUND], "sample_gaussian in hw12.ipynb is still blank"),
        (
            [IMPORTS, SAMPLE, "def negative_elbo_bound(model, x): ..."],
            "negative_elbo_bound in hw12.ipynb is still blank",
        ),
        ([IMPORTS, BOUND], "hw12.ipynb defines sample_gaussian: is it the notebook of this homework"),
        (
            [IMPORTS, SAMPLE.replace("m: Tensor, ", ""), BOUND],
            "expected sample_gaussian(m, v): go back to the signature",
        ),
        ([IMPORTS, SAMPLE, BOUND.replace("return kl + rec,", "return")], "returned (a scalar tensor, a scalar tensor)"),
    ],
)
def test_notebook_that_cannot_be_trained_is_refused_in_one_sentence(command, tmp_path, sources, sentence):
    path = write_notebook(tmp_path / "hw12.ipynb", *sources)
    status, out, err = command("--notebook", path, "--iterations", 2)
    last = err.strip().splitlines()[-1]
    assert (status, out) == (2, "")
    assert last.startswith("experiment.py: ")
    assert sentence in last
    assert not (tmp_path / "runs" / "vae_5k.json").exists()


def test_master_stands_in_for_the_notebook_of_a_release(command):
    assert command("--iterations", 1)[0] == 0


def test_missing_notebook_is_refused(command, tmp_path):
    status, _, err = command("--notebook", tmp_path / "no.ipynb")
    assert status == 2
    assert "no.ipynb is not there: give the path of your notebook" in err


def test_all_of_mnist_in_a_folder_that_is_not_there_is_refused(command, notebook, monkeypatch, tmp_path):
    monkeypatch.setenv("HW12_DATA", str(tmp_path / "nowhere"))
    status, _, err = command("--notebook", notebook, "--data", "full")
    assert status == 2
    assert "HW12_DATA is" in err
    assert "which is no folder: set it" in err


def test_all_of_mnist_offline_says_how_to_go_on(command, notebook, monkeypatch, tmp_path):
    monkeypatch.delenv("HW12_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(mnist_files, "MIRRORS", ("http://127.0.0.1:9/",))  # port 9: discard, which nobody runs
    status, _, err = command("--notebook", notebook, "--data", "full")
    last = err.strip().splitlines()[-1]
    assert status == 2
    assert last.startswith("experiment.py: train-images-idx3-ubyte of MNIST could not be downloaded")
    assert "use data '5k'" in last


def test_finished_runs_are_not_redone(command, notebook, tmp_path, monkeypatch):
    _, first, _ = command("--notebook", notebook, "--iterations", 2, "--runs", 2)
    monkeypatch.setattr(torch.optim.Adam, "step", None)  # whoever trains fails
    status, again, err = command("--notebook", notebook, "--iterations", 2, "--runs", 2)
    assert (status, again) == (0, first)
    assert f"Going on with {tmp_path / 'runs' / 'vae_5k_2_seed1.pt'}, after" in err


def test_run_of_other_functions_is_not_taken_up(command, tmp_path):
    path = write_notebook(tmp_path / "hw12.ipynb", IMPORTS, SAMPLE, BOUND)
    command("--notebook", path, "--iterations", 2)
    write_notebook(path, IMPORTS, SAMPLE, BOUND.replace("kl + rec, kl", "2 * kl + rec, kl"))
    _, _, err = command("--notebook", path, "--iterations", 2)
    assert "vae_5k_2_seed0.pt is of another run (functions of the notebook " in err
    assert "this run starts from the beginning" in err


def test_full_disk_is_said_in_one_sentence(command, notebook, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    status, _, err = command("--notebook", notebook, "--iterations", 1)
    assert status == 2
    assert (
        err.strip()
        .splitlines()[-1]
        .endswith(
            "vae_5k_1_seed0.pt cannot be written (No space left on device): make room there or choose another folder, "
            "and start the same command again."
        )
    )


def test_output_that_is_no_folder_is_refused(command, notebook, tmp_path):
    (tmp_path / "runs").write_text("a file")
    status, _, err = command("--notebook", notebook, "--iterations", 1)
    assert status == 2
    assert err.startswith("experiment.py: ")
    assert "File exists" in err


@pytest.mark.parametrize("option", [("--runs", "0"), ("--iterations", "-5"), ("--data", "10k"), ("--model", "gan")])
def test_unknown_options_are_refused(command, option, capsys):
    with pytest.raises(SystemExit) as error:
        command(*option)
    assert error.value.code == 2
    assert option[0] in capsys.readouterr().err


def test_fault_inside_the_students_function_is_shown_as_it_is(command, tmp_path):
    path = write_notebook(tmp_path / "hw12.ipynb", IMPORTS, SAMPLE, BOUND.replace("model.enc(x)", "model.encode(x)"))
    with pytest.raises(AttributeError, match="encode"):
        command("--notebook", path, "--iterations", 1)


def test_ctrl_c_ends_with_one_sentence_and_keeps_finished_runs(command, notebook, tmp_path, monkeypatch):
    first_run = vae_runs.run

    def stopped_in_the_second_run(data, bound, settings, checkpoint):
        if settings.seed == 1:
            raise KeyboardInterrupt
        return first_run(data, bound, settings, checkpoint)

    monkeypatch.setattr(vae_runs, "run", stopped_in_the_second_run)
    status, _, err = command("--notebook", notebook, "--iterations", 2, "--runs", 3)
    assert status == 130
    assert err.strip().splitlines()[-1] == (
        "Stopped: 1 of 3 runs finished and saved. The same command goes on from there."
    )
    assert len(json.loads((tmp_path / "runs" / "vae_5k.json").read_text())["runs"]) == 1
