"""The trusted side: what asks a submission's processes and makes verdicts of their answers.

No code of a student runs here, and nothing that came back is unpickled or evaluated. The package does not know how a
process is confined, nor which cell answers what. Its files, in the order in which they work:

homework_packages  a homework's own packages, importable while one of its test cases runs
cases              test files, read without Otter
zygote             confined workers from a warm zygote, and a watch over each
worker             a keeper, a line and a fork as the grader sees them
remote             stand-ins for what the notebook defined, which a check uses like the thing itself
judge              one test case against one fork: seeds of its inputs, and its verdict
grading            one submission: its cells in order, each question's tests where its answer ends
"""
