"""From the master notebook to what students, staff and the grader get; `python build.py` is its front door.

master.py      a notebook as text (or .ipynb) -> cells that know their line
settings.py    the YAML of a raw cell, every key known and once
assignment.py  cells -> questions, answers, tests, points; every annotation understood or refused
rules.py       what a master must keep, said before Otter sees it
files.py       which files and images may go to students
split.py       Otter Assign in a folder of its own -> student and solved notebooks, test files, zip
notebooks.py   what Otter leaves undone: stable ids, no timestamps, no annotations
archive.py     zips that are the same bytes every time
leaks.py       nothing that answers may lie in the student release
processes.py   what a build starts: bounded, and ended with all that it started
execution.py   a notebook run from top to bottom; Otter's own runner on a submission
proof.py       what a build proves before anything is put in place
workshop.py    one build at a time, in a folder that is gone afterwards
interrupts.py  Ctrl-C: one sentence, at once, nothing left running
place.py       generated folders swapped in together, or not at all
pipeline.py    the order of all this, and the table that is printed
student_release_mypy.ini  `build.py test`: the types of what students get
"""
