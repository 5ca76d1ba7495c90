import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from autograder.handin.notebook_functions import functions_of
from hw12 import checkpoints, mnist, vae, vae_runs
from hw12.checkpoints import Checkpoint, NotWritten, fingerprint

ASSIGNMENT = Path(__file__).resolve().parents[2] / "assignment"
SHORT = vae.Settings(iterations=12, batch=20, record_every=3)  # 90 digits: a pass ends inside the second record
IDENTITY = {"seed": 0, "functions": "abc"}


def bound(model, x):
    m, v = model.enc(x)
    q = Normal(m, v.sqrt())
    kl = kl_divergence(q, Normal(model.z_prior_m, model.z_prior_v.sqrt())).sum(-1).mean()
    rec = -Bernoulli(logits=model.dec(q.rsample())).log_prob(x).sum(-1).mean()
    return kl + rec, kl, rec


def stopped_at(call):
    """A bound that somebody interrupts when it is called for the time `call`."""
    calls = []

    def stopping(model, x):
        calls.append(x)
        if len(calls) == call:
            raise KeyboardInterrupt
        return bound(model, x)

    return stopping


@pytest.fixture(scope="module")
def images():
    return mnist.load("5k").train.images[:90]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.pt"


def new_model():
    torch.manual_seed(0)
    return vae.VAE()


def weights(model):
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def always(path, identity=IDENTITY):
    return Checkpoint(path, identity, every_s=0.0)


# Going on


@pytest.mark.parametrize("call", [1, 3, 4, 5, 8, 12])
def test_interrupted_run_gives_the_numbers_of_an_uninterrupted_one(images, path, call):
    whole, model = new_model(), new_model()
    expected = vae.train(whole, images, bound, SHORT)
    with pytest.raises(KeyboardInterrupt):
        vae.train(model, images, stopped_at(call), SHORT, always(path))
    assert path.exists() == (call > 3)
    model = new_model()
    torch.rand(17)  # what was drawn in the meantime does not matter
    assert vae.train(model, images, bound, SHORT, always(path)) == expected
    assert torch.equal(weights(model), weights(whole))


def test_run_may_be_interrupted_again_and_again(images, path):
    whole, model = new_model(), new_model()
    expected = vae.train(whole, images, bound, SHORT)
    for call in (5, 4, 6):  # each gets on by at least one record, before the stop
        model = new_model()
        with pytest.raises(KeyboardInterrupt):
            vae.train(model, images, stopped_at(call), SHORT, always(path))
    assert vae.train(new_model(), images, bound, SHORT, always(path)) == expected


def test_run_goes_on_where_it_was_and_does_not_begin_again(images, path):
    with pytest.raises(KeyboardInterrupt):
        vae.train(new_model(), images, stopped_at(8), SHORT, always(path))
    calls = []

    def counted(model, x):
        calls.append(x)
        return bound(model, x)

    vae.train(new_model(), images, counted, SHORT, always(path))
    assert len(calls) == 6  # 12 less the 6 of the two records that were saved


def test_checkpoints_do_not_change_the_numbers(images, path):
    assert vae.train(new_model(), images, bound, SHORT, always(path)) == vae.train(new_model(), images, bound, SHORT)


def test_global_random_stream_is_left_alone(images, path):
    for _ in range(2):  # training, then taking up what is finished
        torch.manual_seed(5)
        expected = torch.rand(3)
        model = vae.VAE()
        torch.manual_seed(5)
        vae.train(model, images, bound, SHORT, always(path))
        assert torch.equal(torch.rand(3), expected)


def test_finished_run_is_evaluated_and_not_trained_again(path):
    data = mnist.load("5k")
    settings = replace(SHORT, iterations=2)
    first = vae_runs.run(data, bound, settings, always(path))
    again = vae_runs.run(data, bound, settings, always(path))
    assert (again.subset, again.test, again.records) == (first.subset, first.test, first.records)
    assert torch.equal(weights(again.model), weights(first.model))
    assert again.seconds >= always(path).seconds_before


def test_time_before_the_interruption_counts(path, capsys):
    checkpoint = always(path)
    checkpoint.seconds_before = 40.0
    checkpoint.save({})
    later = always(path)
    later.load()
    assert 40 <= later.seconds_before < 60
    assert f"Going on with {path}, after 40 s of training." in capsys.readouterr().err


def test_saves_are_seldom(path):
    checkpoint = Checkpoint(path, IDENTITY)
    assert not checkpoint.is_due()
    checkpoint.every_s = 0.0
    assert checkpoint.is_due()


# Files that cannot be used


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content[:10],
        lambda content: b"",
        lambda content: b"text",
        lambda content: content[: len(content) // 2] + b"damaged" + content[len(content) // 2 + 7 :],
        lambda content: checkpoints._packed({}),
        lambda content: checkpoints._packed([1.0]),
    ],
)
def test_damaged_checkpoint_is_said_and_the_run_starts_anew(images, path, capsys, damage):
    expected = vae.train(new_model(), images, bound, SHORT, always(path))
    path.write_bytes(damage(path.read_bytes()))
    assert always(path).load() is None
    assert f"{path} is damaged, or no checkpoint: this run starts from the beginning." in capsys.readouterr().err
    assert vae.train(new_model(), images, bound, SHORT, always(path)) == expected


def test_checkpoint_that_would_run_code_is_refused(path, tmp_path, capsys):
    class Touch:
        def __reduce__(self):
            return Path.touch, (tmp_path / "ran",)

    path.write_bytes(checkpoints._packed({"identity": IDENTITY, "seconds": 0.0, "state": Touch()}))
    assert always(path).load() is None
    assert not (tmp_path / "ran").exists()
    assert "is damaged, or no checkpoint" in capsys.readouterr().err


def test_checkpoint_of_other_settings_is_named_and_not_used(path, capsys):
    always(path).save({"iteration": 3})
    assert always(path, IDENTITY).load() == {"iteration": 3}
    capsys.readouterr()
    assert always(path, {"seed": 4, "functions": "abd"}).load() is None
    assert capsys.readouterr().err == (
        f"{path} is of another run (seed 0, now 4; functions abc, now abd): this run starts from the beginning.\n"
    )


def test_missing_checkpoint_is_nothing_to_speak_of(path, capsys):
    assert always(path).load() is None
    assert capsys.readouterr().err == ""


# Writing


def test_file_is_kept_where_the_next_cannot_be_written(path, monkeypatch):
    always(path).save({"iteration": 3})

    def full(_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWritten, match=r"run\.pt cannot be written \(No space left on device\): make room there"):
        always(path).save({"iteration": 6})
    assert always(path).load() == {"iteration": 3}
    assert [one.name for one in path.parent.iterdir()] == ["run.pt"]


def test_kill_in_the_middle_of_writing_leaves_a_whole_checkpoint(path):
    script = (
        f"import sys; sys.path.insert(0, {str(ASSIGNMENT)!r})\n"
        "import itertools, torch\n"
        "from pathlib import Path\n"
        "from hw12.checkpoints import Checkpoint\n"
        f"checkpoint = Checkpoint(Path({str(path)!r}), {IDENTITY!r})\n"
        "for number in itertools.count():\n"
        "    checkpoint.save({'weights': torch.full((500_000,), number)})\n"
    )
    with subprocess.Popen([sys.executable, "-c", script]) as writer:
        deadline = time.monotonic() + 30
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.2)
        writer.send_signal(signal.SIGKILL)
    kept = always(path).load()["weights"]
    assert kept.shape == (500_000,)
    assert (kept == kept[0]).all()


# What a checkpoint's functions were

SAMPLE = "def sample_gaussian(m, v):\n    return m + v.sqrt() * SCALE"
BOUND = "def negative_elbo_bound(model, x):\n    return sample_gaussian(x, x), model, {'a', 'b', 'c'}"


def print_of(folder, *cells):
    notebook = folder / "hw12.md"
    blocks = "".join(f"```{{code-cell}} ipython3\n{cell}\n```\n\n" for cell in cells)
    notebook.write_text(f"---\nkernelspec:\n  name: python3\n  display_name: Python 3\n---\n\n{blocks}")
    return fingerprint(functions_of(notebook, {"negative_elbo_bound": ("model", "x")})["negative_elbo_bound"])


def test_fingerprint_stays_when_only_looks_change(tmp_path):
    first = print_of(tmp_path, "SCALE = 2.0", SAMPLE, BOUND)
    commented = BOUND.replace(":\n", ":  # the bound\n\n")
    assert print_of(tmp_path, "other = 1", "SCALE = 2.0\n", commented, "print('demo')", SAMPLE) == first


@pytest.mark.parametrize(
    "cells",
    [
        ("SCALE = 2.5", SAMPLE, BOUND),
        ("SCALE = 2.0", SAMPLE.replace("m +", "m -"), BOUND),
        ("SCALE = 2.0", SAMPLE.replace("v.sqrt()", "v.exp()"), BOUND),
        ("SCALE = 2.0", SAMPLE, BOUND.replace("(x, x)", "(x, 2 * x)")),
        ("SCALE = 2.0", SAMPLE.replace("(m, v)", "(m, v, k=1)"), BOUND),
        ("SCALE = 2.0", SAMPLE, BOUND.replace("return", "f = lambda: 3\n    return")),
    ],
)
def test_fingerprint_changes_with_what_is_computed(tmp_path, cells):
    assert print_of(tmp_path, *cells) != print_of(tmp_path, "SCALE = 2.0", SAMPLE, BOUND)


def test_fingerprint_is_the_same_in_another_process(tmp_path):
    member = BOUND.replace("return", "assert x in {'a', 'b', 'c', 'd'}\n    return")  # sets have another order there
    script = (
        f"import sys; sys.path[:0] = [{str(ASSIGNMENT)!r}, {str(Path(__file__).parent)!r}]\n"
        "import pathlib, test_hw12_checkpoints\n"
        f"print(test_hw12_checkpoints.print_of(pathlib.Path({str(tmp_path)!r}), 'SCALE = 2.0', {SAMPLE!r}, {member!r}))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "1"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == print_of(tmp_path, "SCALE = 2.0", SAMPLE, member)


def test_nothing_is_lost_to_rounding(path):
    numbers = {"pi": math.pi, "weights": torch.rand(5, dtype=torch.float32)}
    always(path).save(numbers)
    kept = always(path).load()
    assert kept["pi"] == math.pi
    assert torch.equal(kept["weights"], numbers["weights"])
    assert checkpoints.SAVE_EVERY_S > 0
