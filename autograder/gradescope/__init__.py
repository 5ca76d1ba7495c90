"""What runs on Gradescope for each submission, and what students and staff read of it. It knows no homework.

setup.sh            builds the image, once: environment, packages, self-test
selftest            the last step of that: the solved notebook gets every point, the blank one none
run_autograder      what Gradescope calls for each submission; starts `run`
run                 locks the grader's files away, starts `grade_submission`, watches over it
watchdog            runs a process that may hang, die or run out of memory
places              where Gradescope puts things, how they are locked away, and the instructor's settings
grade_submission    reads the metadata, grades with the engine within the container's memory, writes results.json
metadata            what Gradescope tells of a submission: whose it is, how late
results_json        a grade as results.json; where grading itself went wrong, a sentence and no score
summary             what students read of the whole, and of each question: whether it ran
markdown            untrusted text in Markdown, and our own Markdown as plain text
pages               what each reader sees of a results.json, and when; as HTML
views               the command that writes these pages and a picture of each

`run` imports no torch: it takes 15 MB, and is still there when the container's memory has run out.

Gradescope's side is its published specification: https://gradescope-autograders.readthedocs.io/en/latest/specs/
and /submission_metadata/ beside it (2026).
"""
