"""How well the hidden tests tell right from wrong: right answers, wrong answers and mutants, judged by the engine.

corpus        small files that people write: wheats (right, and written differently) and chaffs (wrong in one way)
mutants       wrong answers made by machine: the reference solution with one thing changed
submissions   the released notebook with one of these in its cell, every other question solved
trials        one submission, judged by every check for many seeds, in few forks
trial_processes   trials on several processes
verdicts      which trials did not end as they should, and what each check is worth
record        what a run has found, kept with the digest of the checks that it was made with
pages         the record as a table, as Markdown, as HTML
options       what `python -m autograder calibrate` takes; does not import torch, as the command does
command       `python -m autograder calibrate`

It does not know how a submission is confined.

After Wrenn, Krishnamurthi and Fisler, "Who Tests the Testers?" (2018), whose words wheat and chaff are.
"""
