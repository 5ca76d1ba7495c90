"""The library that hidden checks are written with: inputs, calls of a student's function, tolerances, mismatches.

It knows neither the homework whose checks use it nor the engine that runs them. Its files:

randomness      the generator of hidden inputs, which the grader seeds for each test case
inputs          what to call a function with: tensors, arrays, numbers of every shape that a prompt allows
answers         calls of the student's function, and what came back in a form that can be judged
laws            properties that a right answer has whatever its inputs: batches, gradients, scaling
differences     central differences, for a function whose gradient has no formula to compare with
mismatch        the one exception of a check: its sentence is what the student reads
"""
