"""The untrusted side: code that runs in the processes of a submission, or becomes one of them.

It holds no test and no expected value, and imports nothing of `judge`. Its files, from the first process to the last:

zygote          the warm process that every worker is forked from
main_loop       the main loop of a keeper or a line: runs cells and forks
shell           IPython without a screen, a shell or a network, in which cells run
service         calls of what the notebook defined, for the grader
"""
