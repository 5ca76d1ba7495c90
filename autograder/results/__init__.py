"""What grading gives: one verdict for each test case, one grade for each submission, and how they are shown.

It does not know where results come from. Its files:

verdict         the three verdicts, one test case's result, and whose fault it was where something ended early
grade           the outcome for one submission
table           a grade as a table for a terminal
private_file    files that name students or hold what hidden tests found
"""
