"""The autograder of homework 12: it splits the master notebook, judges submissions and reports.

Rooms, each of which knows little of the others:
    checks/   what a right answer is, one module a question
    release/  master notebook -> student release, solved notebook, test files
"""
