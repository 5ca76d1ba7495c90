"""The library that hidden checks are written with: inputs, calls of a student's function, tolerances, mismatches.

It knows neither the homework whose checks use it nor the engine that runs them. A check draws inputs, calls the answer,
reads the numbers that came back and compares them with the reference:

    >>> from autograder.checking.answers import call, close, numbers
    >>> from autograder.checking.inputs import normal, untouched
    >>> from autograder.checking.mismatch import Mismatch

    >>> def check_softplus(softplus):
    ...     x = normal(5)  # float64
    ...     with untouched("softplus", x=x):
    ...         got = numbers(call(softplus, "softplus", x), "softplus", (5,))
    ...     if not close(got, (1 + x.exp()).log(), rtol=1e-9):
    ...         raise Mismatch("other values", "log(1 + exp(x))", "Try x = 0, where it is log(2).")

    >>> check_softplus(lambda x: (1 + x.exp()).log())
    >>> check_softplus(lambda x: x.exp().log())
    Traceback (most recent call last):
        ...
    autograder.checking.mismatch.Mismatch: Got other values; expected log(1 + exp(x)). Try x = 0, where it is log(2).

Its files, in the order in which they work:

mismatch        the one exception of a check: its sentence is what the student reads
randomness      the generator of hidden inputs, which the grader seeds for each test case
inputs          tensors to call a function with, and the guard that they come back unchanged
answers         calls of the student's function, and what came back in a form that can be judged
differences     central differences, for a function whose gradient has no formula to compare with
laws            bounds on chance: how far the draws of a right answer may stray
"""
