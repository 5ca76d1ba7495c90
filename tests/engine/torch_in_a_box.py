"""Does in a box what homework does, and prints what came of it: `python torch_in_a_box.py LAYER ...`.

A process of its own, since torch is to be imported before the box is made and with one thread.
"""

import concurrent.futures
import contextlib
import importlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.core.interactiveshell import InteractiveShell

from autograder.engine.confinement import Box, claim_uid, probes, readable

torch.set_num_threads(1)


def algebra() -> None:
    a = torch.randn(40, 40, requires_grad=True)
    (a @ a).sum().backward()
    assert a.grad is not None
    torch.linalg.lstsq(torch.randn(50, 3), torch.randn(50, 2))
    np.linalg.svd(np.random.default_rng(0).normal(size=(30, 30)))


def training() -> None:
    layer = torch.nn.Conv2d(3, 8, 3)
    layer(torch.randn(16, 3, 32, 32)).sum().backward()
    torch.optim.Adam(layer.parameters()).step()


def plot() -> None:
    plt.plot([1, 2, 3])
    plt.title("$x^2$")
    plt.savefig("figure.png")
    plt.savefig("figure.pdf")
    assert Path("figure.png").stat().st_size > 1000


def cells() -> None:
    os.environ["IPYTHONDIR"] = os.getcwd()
    shell = InteractiveShell.instance()
    shell.run_cell("import asyncio\nawait asyncio.sleep(0.001)\nx = 1 + 1").raise_error()
    assert shell.user_ns["x"] == 2
    assert not shell.run_cell("!true").success or shell.user_ns.get("_exit_code") != 0


def threads() -> None:
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda x: x * x, range(5))) == [0, 1, 4, 9, 16]


def late_imports() -> None:
    for name in ("lzma", "sqlite3", "xml.dom.minidom", "torch.fx.passes.shape_prop", "numpy.polynomial", "doctest"):
        importlib.import_module(name)


def files() -> None:
    torch.save({"a": torch.ones(3)}, "a.pt")
    torch.load("a.pt", mmap=True)
    np.save("b.npy", np.ones(3))
    np.load("b.npy", mmap_mode="r").sum()
    shutil.copy2("a.pt", "c.pt")
    with tempfile.TemporaryFile(dir="."):
        pass


def snapshots() -> None:
    for _ in range(3):
        child = os.fork()
        if child == 0:
            (torch.randn(64, 64) @ torch.randn(64, 64)).sum()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0


def loader_with_workers() -> None:
    """May fail, with an error and not by waiting for ever."""
    data = torch.utils.data.TensorDataset(torch.arange(8.0))
    with contextlib.suppress(OSError, RuntimeError):
        list(torch.utils.data.DataLoader(data, num_workers=2))


def abort() -> None:
    """Ends the process that calls it, though no signal may be sent."""
    child = os.fork()
    if child == 0:
        os.abort()
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


QUESTIONS = (
    algebra,
    training,
    plot,
    cells,
    threads,
    late_imports,
    files,
    snapshots,
    loader_with_workers,
    abort,
)


def main(layers: frozenset[str]) -> None:
    packages = Path(torch.__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        os.chmod(folder, 0o755)
        work = Path(folder, "work")
        work.mkdir()
        uid = stack.enter_context(claim_uid()) if "uid" in layers else None
        needed = (*readable.system(), *readable.standard_library("autograder"), packages)
        for question in QUESTIONS:
            answered, said = probes.ask(Box(work, needed, (), uid, layers=layers), lambda q=question: asked(q))
            print(question.__name__, "works" if answered and not said else f"FAILED {said}")


def asked(question) -> str:
    try:
        question()
    except Exception as error:  # noqa: BLE001 - printed, and compared by the test
        return repr(error)
    return ""


if __name__ == "__main__":
    main(frozenset(sys.argv[1:]))
