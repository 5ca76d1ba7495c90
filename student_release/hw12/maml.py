"""Meta-learning feature weights for 1D functions: three demos, each from start to figure in a few seconds.

    result = run_closed_form()
    plot_test_error(result)

Functions on [-1, 1] are sums of d orthonormal features, tasks use only those in S, and nobody tells the learner
which they are. MAML (Finn, Abbeel and Levine 2017) tunes one weight a feature so that learners who start with these
weights do well on fresh points after training on a few.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import torch
from torch import Generator, Tensor

from hw12.fourier import DTYPE, features, midpoints
from hw12.maml_learners import Learner, closed_form, gradient_descent, logistic_descent
from hw12.maml_plots import plot_prediction, plot_test_error, plot_weights
from hw12.maml_problems import REGRESSION, TWO_CLASSES, Problem
from hw12.maml_result import Prediction, Result
from hw12.maml_tasks import Points, Settings, observe, place, sample_tasks, uniform_points
from hw12.progress import bar

__all__ = [
    "CLASSIFICATION",
    "CLOSED_FORM",
    "GRADIENT_DESCENT",
    "SMALL_INNER_STEP",
    "Result",
    "Settings",
    "features",
    "plot_prediction",
    "plot_test_error",
    "plot_weights",
    "run_classification",
    "run_closed_form",
    "run_gradient_descent",
]

DRAWN_AT = 2000  # points of a drawn curve: 8 for a period of the fastest feature

META, ONES, ORACLE, ZERO = "meta-learned weights", "all weights 1", "oracle (knows S)", "predicting 0"

CLOSED_FORM = Settings(
    inner_points="grid",  # the points x_1 .. x_H are fixed, as in the pen-and-paper analysis
    point_sets=1,  # one grid for each n ...
    tasks_per_set=150,  # ... and so all test tasks share it
)
GRADIENT_DESCENT = Settings()
CLASSIFICATION = Settings(
    inner_step=3e-1,  # five steps reach a good classifier; with 1e-2 they barely start
    first_n_post=24,  # fewer points may all be of one class
    point_sets=2,  # fits are iterative here, and cost more ...
    tasks_per_set=25,  # ... so 50 test tasks in place of 150
)
SMALL_INNER_STEP = replace(CLASSIFICATION, inner_step=1e-2)  # the step of the regression demos, to compare


def run_closed_form(settings: Settings = CLOSED_FORM) -> Result:
    """Meta-learns for learners that make the least-squares fit of smallest norm, in training and at test time."""
    return _run("Closed form", REGRESSION, closed_form, settings)


def run_gradient_descent(settings: Settings = GRADIENT_DESCENT, inner_steps: int = 5) -> Result:
    """Meta-learns for learners that take `inner_steps` gradient steps; test fits are in closed form."""
    learner = gradient_descent(inner_steps, settings.inner_step)
    steps = "step" if inner_steps == 1 else "steps"
    return _run(f"Gradient descent, {inner_steps} inner {steps}", REGRESSION, learner, settings)


def run_classification(settings: Settings = CLASSIFICATION, inner_steps: int = 5) -> Result:
    """Meta-learns for classifiers that take `inner_steps` gradient steps; test fits are logistic regressions."""
    learner = logistic_descent(inner_steps, settings.inner_step)
    return _run(f"Classification, inner step {settings.inner_step:g}", TWO_CLASSES, learner, settings)


def _run(title: str, problem: Problem, learner: Learner, settings: Settings) -> Result:
    with one_thread():
        history = meta_train(problem, learner, settings)
        weights = weightings(history[-1], settings)
        return Result(
            title=title,
            error_name=problem.error_name,
            value_name=problem.value_name,
            settings=settings,
            n_train_post=settings.n_train_post,
            errors=_test(problem, weights, settings),
            weights=history,
            prediction=_predict(problem, weights, settings),
        )


def meta_train(problem: Problem, learner: Learner, settings: Settings) -> Tensor:
    """Returns the weights before and after every meta-iteration, (meta_iterations + 1, d); they start at 1.

    Raises ValueError where a meta_step is so large that they diverge.
    """
    generator = _generator(settings, use=0)
    weights = torch.ones(settings.d, dtype=DTYPE)
    history = [weights]
    for iteration in _progress(range(settings.meta_iterations), "meta-training"):
        leaf = weights.clone().requires_grad_()
        loss = meta_loss(problem, learner, leaf, *draw_batch(problem, settings, generator))
        (gradient,) = torch.autograd.grad(loss, leaf)
        weights = weights - settings.meta_step * gradient
        if not bool(weights.isfinite().all()):
            raise ValueError(
                f"The weights were no longer finite after meta-iteration {iteration + 1}; take a meta_step below "
                f"{settings.meta_step}."
            )
        history.append(weights)
    return torch.stack(history)


def draw_batch(problem: Problem, settings: Settings, generator: Generator) -> tuple[Points, Points]:
    """Returns one batch of new tasks: the points that learners train on, and the fresh points that judge them.

    Each task is a set of its own, with points of its own.
    """
    sets = settings.tasks_per_iteration
    alpha = sample_tasks(settings, sets, 1, generator)  # (sets, d, 1)
    seen = see(problem, alpha, place(settings, sets, settings.n_inner, generator), settings, generator)
    fresh = see(problem, alpha, uniform_points(sets, settings.n_meta, generator), settings, generator)
    return seen, fresh


def meta_loss(problem: Problem, learner: Learner, weights: Tensor, seen: Points, fresh: Points) -> Tensor:
    """Returns the loss on the fresh points, summed over points and tasks, of learners that trained on those seen."""
    return problem.loss(fresh.features @ learner(weights, seen), fresh.y)


def see(problem: Problem, alpha: Tensor, x: Tensor, settings: Settings, generator: Generator) -> Points:
    """Returns the points x (sets, n) with the labels that the tasks alpha (sets, d, tasks) give them."""
    seen = observe(alpha, x, settings.noise_std, generator)
    return replace(seen, y=problem.label(seen.y))


def weightings(learned: Tensor, settings: Settings) -> dict[str, Tensor]:
    """Returns the feature weights that are compared, each (d,): those learned, all ones, and the oracle's."""
    in_support = torch.zeros(settings.d, dtype=DTYPE)
    in_support[list(settings.support)] = 1
    return {META: learned, ONES: torch.ones(settings.d, dtype=DTYPE), ORACLE: in_support}


def _test(problem: Problem, weights: dict[str, Tensor], settings: Settings) -> dict[str, Tensor]:
    """Returns the test errors of each weighting and of predicting zero, (n_train_post, tasks)."""
    errors: dict[str, list[Tensor]] = {name: [] for name in (*weights, ZERO)}
    for alpha, seen in draw_tests(problem, settings):
        for name, weighting in weights.items():
            errors[name].append(problem.error(problem.fit(weighting, seen), alpha).flatten())
        errors[ZERO].append(problem.error(torch.zeros_like(alpha), alpha).flatten())
    return {name: torch.stack(rows) for name, rows in errors.items()}


def draw_tests(problem: Problem, settings: Settings) -> Iterator[tuple[Tensor, Points]]:
    """Yields for each of n_train_post the test tasks alpha, (sets, d, tasks), and the points that learners see."""
    generator = _generator(settings, use=1)
    for n in _progress(settings.n_train_post, "testing"):
        alpha = sample_tasks(settings, settings.point_sets, settings.tasks_per_set, generator)
        yield alpha, see(problem, alpha, place(settings, settings.point_sets, n, generator), settings, generator)


def _predict(problem: Problem, weights: dict[str, Tensor], settings: Settings) -> Prediction:
    """Returns what each weighting makes of one new task, after as many points as in meta-training."""
    generator = _generator(settings, use=2)
    alpha = sample_tasks(settings, 1, 1, generator)
    seen = see(problem, alpha, place(settings, 1, settings.n_inner, generator), settings, generator)
    x = midpoints(DRAWN_AT)
    everywhere = features(x, settings.d)  # (points, d)
    return Prediction(
        x=x,
        truth=problem.label(everywhere @ alpha[0, :, 0]),
        seen_x=seen.x[0],
        seen_y=seen.y[0, :, 0],
        learned={
            name: problem.show(everywhere @ problem.fit(weighting, seen)[0, :, 0])
            for name, weighting in weights.items()
        },
    )


def _generator(settings: Settings, use: int) -> Generator:
    """Returns the random numbers of one use: 0 for meta-training, 1 for testing, 2 for the example."""
    return Generator().manual_seed(3 * settings.seed + use)


@contextmanager
def one_thread() -> Iterator[None]:
    """Keeps torch to one thread: so many small systems gain little from more, and lose a lot on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _progress(steps: Iterable[int], what: str) -> Iterable[int]:
    """Shows a bar where `steps` take longer than two seconds."""
    return bar(steps, desc=what, delay=2, leave=False)
