"""Runs a submission confined, calls what it defined, runs Otter's test cases against that, and gives a verdict.

Every process, from the first to the last; an arrow down is a fork or a start. Each process below the grader has a
socket of its own to the grader and answers there: -> is sent by the grader, <- by the process. `+ socket` is one end of
a new socket, for the next process down.

    GRADER              trusted (grader.py, judge/)
    |                   may hold: hidden tests, checks, the salt, seeds, results; runs no student code
    |                   one thread in it watches the worker of the moment and kills it as a whole (judge/zygote.py)
    |
    | starts a fresh interpreter (launch.py)
    v
    ZYGOTE              unconfined, runs no student code; one for all submissions (worker/zygote.py)
    |                   may hold: torch, IPython, the package that students got; nothing of one submission
    |                   <- Hello
    |                   -> Begin(box, seed) + socket    <- Begun(pid)
    |                   -> Finish(pid, box)             <- Finished(left): all below are dead, their files removed
    |
    | forks, and the fork puts on every layer of its box (confinement/); one for each submission
    v
    KEEPER              confined, runs no student code; what a lost line is replaced from (worker/main_loop.py)
    |                   may hold: what the zygote holds, one empty folder to write in, its socket
    |                   <- Hello
    |                   -> Fork(seed, serves=False) + socket
    |                   -> Ended(number)                <- Status(status): how a child ended
    |
    | forks; one at a time, another one if the first is lost
    v
    LINE                confined, the student's: its graded cells run here in order (worker/main_loop.py, shell.py)
    |                   may hold: what the cells define
    |                   <- Hello
    |                   -> RunCell(source)              <- CellRan(error, skipped)
    |                   -> Fetch(names)                 <- Reply: values, and handles of what stays here
    |                   -> Fork(seed, serves=True) + socket
    |                   -> Ended(number)                <- Status(status)
    |
    | forks where the answer to a question ends; one for each test case that calls something
    v
    TEST CASE           confined, the student's: a copy of the line; serves calls, then is killed (worker/service.py)
                        may hold: what the cells define, and the inputs of the calls that one test case makes
                        <- Hello
                        -> Fetch(names), Get(name)      <- Reply
                        -> Call(target, arguments)      <- Reply, or Raised(bases, text)
                        -> Vjp(gradients)               <- Gradients: torch.autograd.grad, here

KEEPER, LINE and TEST CASE together are one worker. Besides these there are three processes that live for milliseconds:
the grader's forks that try each layer on this machine (confinement/probes.py); for a grader that is not root, the
process that enters a user namespace and forks the keeper there (confinement/spawn.py); and the zygote's fork that takes
the box's uid to kill what is left of it (confinement/uid.py). What a student's code forks is in the box as well.

The package knows no homework and no way of handing in. Its files, in the order in which they work:

assignment      what one assignment is graded with: grading.json, or tests beside a notebook
sandbox         limits of a submission; the layers of confinement that work here
confinement     the layers, and how a box begins and ends
opening         the one way in: a warm grader for a folder
launch          starts the zygote
child_process   what a child wrote to standard error; a child that ends with its parent
wire            frames and messages between the grader and the others
values          Python values as nodes of a message, and back
exceptions      exceptions of the student's code as messages, and back
worker          the untrusted side: zygote, keeper, line, test case
judge           the trusted side: asks, and makes verdicts
grader          one assignment's grader: a submission in, a grade out
dependencies    what a grade depends on besides the submission
doctor          what this machine can and cannot confine, for the staff

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
