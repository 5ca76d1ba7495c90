"""The trusted side: what asks a submission's processes and makes verdicts of their answers.

No code of a student runs here, and nothing that came back is unpickled or evaluated. Its files, in order:

cases           test files, read without Otter
warm            confined workers from a warm zygote
watcher         a thread that ends a worker whose processes are over a limit together
last_words      what a process wrote to standard error before it died
worker          the grader's view of a submission's processes
remote          stand-ins for what the notebook defined, which a check uses like the thing itself
judge           one test case against one fork: where a verdict is made
grading         one submission: its cells in order, each question's tests where its answer ends
"""
