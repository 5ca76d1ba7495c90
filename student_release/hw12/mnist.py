"""MNIST: 5,000 digits that ship with the homework, or all 70,000 from the four files of the original.

    digits = load("5k").train
    x = binarize(digits.images[:100], torch.Generator().manual_seed(0))  # (100, 784), of 0 and 1

Data: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits" (1998).
"""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hw12 import mnist_files

N_PIXELS = 28 * 28
EMBEDDED = Path(__file__).resolve().parents[1] / "data" / "mnist_5k.npz"
PARTS = ("train", "validation", "test")
N_VALIDATION = 10_000  # the last digits of the training files, as is usual for MNIST


@dataclass(frozen=True, eq=False)  # tensors do not compare to one truth value
class Digits:
    """Some digits: `images` (n, 784), float32 from 0 (background) to 1 (ink), and `labels` (n,), int64."""

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: Tensor | slice) -> "Digits":
        return Digits(self.images[index], self.labels[index])


@dataclass(frozen=True, eq=False)
class Mnist:
    """Three disjoint parts: fit on `train`, choose on `validation`, report on `test`."""

    train: Digits
    validation: Digits
    test: Digits


def load(data: str = "5k") -> Mnist:
    """Returns MNIST in three parts.

    "5k": the digits that ship with the homework: 4,000, 500 and 500, stratified (see `data/README.md`).
    "full": 50,000, 10,000 and 10,000, from the four IDX files (`.gz` or unpacked) in the folder that the
    environment variable HW12_DATA names; without it they are downloaded once, 12 MB, and kept in a cache folder.

    Raises ValueError for any other name, for a file that is missing, damaged or another one's content, and where
    the download fails.
    """
    if data == "5k":
        return _load_embedded(EMBEDDED)
    if data == "full":
        return _load_full()
    raise ValueError(f"Got data={data!r}; expected '5k' or 'full'.")


def binarize(images: Tensor, generator: torch.Generator | None = None) -> Tensor:
    """Returns 0s and 1s in the shape of `images`: each pixel is 1 with its grey value as probability."""
    noise = torch.rand(images.shape, generator=generator, dtype=images.dtype)
    return (noise < images).to(images.dtype)  # rand is in [0, 1): black stays 0 and white is always 1


def test_subset(digits: Digits, per_class: int = 20) -> Digits:  # noqa: PT028  # a subset of a test split
    """Returns the same `per_class` digits of each class on every call, sorted by class.

    They are spread evenly over `digits`: the first half of MNIST's own test split is easier than the second.

    Raises ValueError where a class has fewer than `per_class` digits.
    """
    return digits[torch.cat([_evenly_spaced(digits.labels, label, per_class) for label in range(10)])]


def _evenly_spaced(labels: Tensor, label: int, count: int) -> Tensor:
    members = (labels == label).nonzero().squeeze(1)
    if not 1 <= count <= len(members):
        raise ValueError(
            f"Got {len(members)} digits of class {label} to take {count} from; expected per_class to be "
            f"between 1 and {len(members)}."
        )
    return members[torch.arange(count) * len(members) // count]


def _load_embedded(path: Path) -> Mnist:
    if not path.is_file():
        raise ValueError(
            f"{path} is missing: put the folder 'data' that came with the homework beside the folder 'hw12'."
        )
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            parts = [_digits(arrays[f"{part}_images"], arrays[f"{part}_labels"]) for part in PARTS]
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, ValueError):
        raise ValueError(
            f"{path} is damaged: expected the six arrays of the homework's own file; copy it anew."
        ) from None
    return Mnist(*parts)


def _load_full() -> Mnist:
    images, labels, test_images, test_labels = mnist_files.read()
    train = slice(None, len(labels) - N_VALIDATION)
    validation = slice(len(labels) - N_VALIDATION, None)
    return Mnist(
        _digits(images[train], labels[train]),
        _digits(images[validation], labels[validation]),
        _digits(test_images, test_labels),
    )


def _digits(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Digits:
    pixels = torch.from_numpy(images.reshape(-1, N_PIXELS).astype(np.float32)) / 255
    return Digits(pixels, torch.from_numpy(labels.astype(np.int64)))
