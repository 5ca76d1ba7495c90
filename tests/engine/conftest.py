"""What tests of the bridge share. torch comes in late: tests of confinement measure the process that they run in."""

import pytest


@pytest.fixture
def one_thread():
    """On a busy machine one thread is faster with small tensors than several that wait for each other."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def remote(request):
    """remote(name) is the stand-in for that function of the module's `there`, in a process of its own."""
    from bridges import serving

    with serving(request.module.there) as bridge:
        yield bridge.value
