"""From the master notebook to what students, staff and the grader get; `python build.py` is the command for it.

This room splits, proves and packages. It does not know how a submission is judged: its proofs run Otter.

homework_folder.py  the folder of a homework, and where everything made from it lies
master.py           a notebook as text (or .ipynb) -> cells that know their line
cell_yaml.py        the YAML of a raw cell, every key known and once
assignment.py       cells -> questions, answers, tests, points; every annotation understood or refused
files.py            which files and images may go to students
rules.py            what a master must keep, checked before Otter sees it
otter_notebooks.py  the notebook that Otter Assign gets; stable ids and no annotations in those that it writes
split.py            Otter Assign in a temporary folder -> student_release/, solutions/, dist/
written.py          written questions as PDF: the blank template, Gradescope's outline, the solved notebook
archive.py          zips that are the same bytes every time
grading_requirements.py  the part of requirements.lock that grading needs
grading_package.py  dist/grading.json with the checks, and dist/gradescope.zip
secrets.py          every text that the student release must not contain
leaks.py            the search for them in files, notebooks and images
processes.py        processes that a build starts: bounded, killed with their descendants, stopped by Ctrl-C
execution.py        a notebook run from top to bottom; Otter's own runner on a submission
proof.py            what a build proves before anything is put in place
solved_outputs.py   the outputs of the solved notebook: made on request, kept while they are current
build_folder.py     the temporary folder of a build, and the swap of all generated folders, or of none
pipeline.py         the order of all this, and the table that is printed
student_release_mypy.ini  `build.py test`: the types of what students get
"""
