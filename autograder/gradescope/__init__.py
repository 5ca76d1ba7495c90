"""What runs on Gradescope for each submission, and what students and staff read of it.

    run_autograder -> run       locks the grader's files away, starts `marking`, watches over it
                      marking   reads the metadata, grades with the engine, writes results.json
                      fault     writes it instead where grading itself went wrong: a sentence, and no score

`run` imports no torch: it takes 15 MB, and is still there when the container's memory has run out.

Gradescope's side is its published specification: https://gradescope-autograders.readthedocs.io/en/latest/specs/
and /submission_metadata/ beside it (2026). Nothing here knows the homework.
"""
