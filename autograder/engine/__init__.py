"""Runs a submission confined, calls what it defined, runs Otter's test cases against that, and gives a verdict.

    grader (trusted)                                   worker (the student's)
      notebook -> plan of cells ---- RunCell --------> a line runs them
      test case calls sample_gaussian(m, v) -- Call -> a fork of the line, one for each test case
      z                                     <- Reply   tensors as bytes
      z.sum().backward()                    -- Vjp --> torch.autograd.grad in the fork
      verdict, results.json                            every process killed

Threat model. A submission is a program of a stranger who wants a better grade, or wants to see the hidden tests, or
whose loop does not end. It may do in its processes whatever it likes: replace torch, Otter or the builtins, write to
any descriptor it finds, fork, wait, allocate. What it says is untrusted.

Covered, each promise with an attack that tries it in tests/attacks/:
- It sees no hidden test, expected value, solution, seed or earlier result: none is in a worker's memory, environment,
  folders or messages. The zygote is a fresh interpreter that imports torch, IPython and the students' package alone.
- It changes no result: verdicts are made in the grader, from values that came over a typed, bounded wire (`wire`,
  `values`); nothing is unpickled or evaluated. An answer is judged by what it returns for inputs it has not seen.
- It harms nobody else: no file outside its folder, no network, no signal, no process, no memory or disk beyond its
  limits, nothing left for the next submission (`confinement`).
- It cannot spoil its own honest part either: a question is judged where its answer ends, each test case in a fork of
  its own; a cell that ends the process is left out, and the others are run again without it.
- No result is never a pass, and a fault of the grader is never a zero (`verdict`).

Not covered:
- A fault of the kernel, of the processor, or of torch's and msgspec's readers of bytes in the grader.
- Time as a channel: how long a hidden check takes can be measured from inside, and says which calls it makes; the
  inputs of a call are, of course, seen by the function that is called.
- A function that recognises hidden inputs by their kind and answers for those alone: inputs are drawn anew for every
  submission, from a salt that stays with the staff, so that values learned from one do not help another.
- What a person can do who controls the grading machine or its image.
"""
