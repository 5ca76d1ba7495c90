"""What tests of several folders share. torch comes in late: tests of confinement measure the process they run in."""

import pytest


@pytest.fixture
def one_thread():
    """With small tensors, and on a busy machine, one thread is faster than several that wait for each other."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def filled_memory():
    """As in a worker: the default driver of `torch.linalg.lstsq` reads unwritten memory, and is right by chance."""
    import torch

    from autograder.engine.worker.zygote import fill_unwritten_memory

    fill_unwritten_memory()
    yield
    torch._C._set_deterministic_algorithms(False)  # the public function imports torch's compiler
