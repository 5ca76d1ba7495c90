"""Submissions that attack the grader, as data: one file a promise, run under every sufficient set of layers.

    python -m tests.attacks                 every attack under every set that this machine can have
    python -m tests.attacks --quick         a third of them, under all layers that work
    python -m tests.attacks --peer          those that neither fill nor end anything, through plain `otter run` as well
    python -m tests.attacks --unconfined    the same with no layer at all: the harm that each would do

Each attack is one notebook or archive for the small homework in homework/, with honest answers everywhere but in one
place. It was held when the score is what the honest part earns, nothing was found out, written, ended or left behind,
the sentences say what happened, and the solved notebook gets full points from the same grader right after. The attacks
have short limits of time; the solved notebook has none that a busy machine passes.
"""
