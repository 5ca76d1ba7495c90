"""What a training step of the VAE spends its time on, and which part of it is matrix products.

    python tests/benchmarks/vae_step.py

One thread, a batch of 100 digits, the homework's networks. The whole step is timed without the profiler; its parts
are what the profiler says of the same number of steps in the same minute, as the time inside each operator itself.
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor
from torch.profiler import ProfilerActivity, profile

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "assignment"), str(ROOT / "assignment" / "staff")]

from measure_vae import negative_elbo_bound  # noqa: E402

from hw12 import mnist, vae  # noqa: E402

ROUNDS = 7  # the machine's other work comes and goes: the medians of rounds that take turns are compared
STEPS = 100  # a round: about a second
LAYERS = ((784, 300), (300, 300), (300, 128), (64, 300), (300, 300), (300, 784))
BATCH = 100
PARTS = {
    "matrix products": ("aten::mm", "aten::addmm"),
    "Adam": ("aten::_fused_adam_", "Optimizer.step#Adam.step", "aten::_foreach_add_"),
    "ELU": ("aten::elu", "aten::elu_backward"),
    "Bernoulli log-likelihood": ("aten::log_sigmoid_forward", "aten::sigmoid", "aten::sub_"),
    "drawing the batch": ("aten::uniform_", "aten::index_select", "aten::lt", "aten::randperm"),
}


def products_alone() -> Callable[[], None]:
    """Returns a function that does the 17 products of a step, forwards and backwards, and nothing else."""
    layers = [(torch.randn(BATCH, n), torch.randn(m, n), torch.randn(m), torch.randn(BATCH, m)) for n, m in LAYERS]

    def products() -> None:
        for x, weight, bias, _ in layers:
            torch.addmm(bias, x, weight.t())  # (batch, m)
        for number, (x, weight, _, gradient) in enumerate(layers):
            gradient.t().mm(x)  # (m, n)
            if number:  # the gradient of the digits themselves is not needed
                gradient.mm(weight)  # (batch, n)

    return products


def microseconds(work: Callable[[], object], steps: int) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) / steps * 1e6


def parts(work: Callable[[], object]) -> Counter[str]:
    """Returns the microseconds a step inside each of PARTS."""
    with profile(activities=[ProfilerActivity.CPU]) as profiler:
        work()
    own = {event.key: event.self_cpu_time_total / STEPS for event in profiler.key_averages()}
    return Counter({part: sum(own.get(name, 0.0) for name in names) for part, names in PARTS.items()})


def trainer(model: vae.VAE, images: Tensor) -> Callable[[], object]:
    return lambda: vae.train(model, images, negative_elbo_bound, vae.Settings(iterations=STEPS, batch=BATCH))


def dispatch(images: Tensor) -> Callable[[], object]:
    """The same step with networks and batches so small that only Python's and PyTorch's own work is left."""
    tiny = vae.VAE(z_dim=2, x_dim=4, hidden=4)
    settings = vae.Settings(iterations=STEPS, batch=2)
    return lambda: vae.train(tiny, images[:, :4].contiguous(), negative_elbo_bound, settings)


def main() -> None:
    torch.set_num_threads(1)
    images = mnist.load("5k").train.images
    torch.manual_seed(0)
    step, overhead, alone = trainer(vae.VAE(), images), dispatch(images), products_alone()
    rows = []
    for _ in range(ROUNDS + 1):
        row = {"whole step": microseconds(step, STEPS), "dispatch": microseconds(overhead, STEPS)}
        row["products alone"] = microseconds(lambda: [alone() for _ in range(STEPS)], STEPS)
        rows.append(row | parts(step))
    del rows[0]  # warm-up
    report({name: statistics.median(row[name] for row in rows) for name in rows[0]})


def report(medians: dict[str, float]) -> None:
    whole, alone, dispatched = (medians.pop(name) for name in ("whole step", "products alone", "dispatch"))
    multiplications = BATCH * (3 * sum(n * m for n, m in LAYERS) - LAYERS[0][0] * LAYERS[0][1])
    print(f"A step takes {whole:,.0f} us (medians of {ROUNDS} rounds of {STEPS} steps).")
    for part, time_us in medians.items():
        print(f"  {part:<28}{time_us:>7,.0f} us  {time_us / whole:>4.0%}")
    print(
        f"  {'everything else':<28}{whole - sum(medians.values()):>7,.0f} us  {1 - sum(medians.values()) / whole:>4.0%}"
    )
    print(f"Matrix products: {medians['matrix products'] / whole:.0%} of a step; asked for: 80%.")
    print(f"The same products alone: {alone:,.0f} us, {2 * multiplications / alone / 1e3:.0f} GFLOP/s on one thread.")
    print(f"A step with networks of 4 units, that is, Python's and PyTorch's own work: {dispatched:,.0f} us.")


if __name__ == "__main__":
    main()
