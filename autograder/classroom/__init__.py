"""A whole class at once: what was handed in -> gradebook, CSVs, feedback, report.

It does not know how a submission is confined, or what an answer means. In the order in which they work:

options             the options of the command; imported by every command, so it imports little
command             `python -m autograder class`, from the download to the exports
attempt             students and their attempts; names as text
tree                a download as names and files, be it a folder or a zip
layouts/            how the downloads of each platform are laid out
intake              from a download to submissions: whose, which attempt, and the notebook in each
class_results       rows: a test case, a submission, a class
messages            what a run and its grading processes say to each other
schema              the tables of a gradebook
database            the gradebook's file: one run at a time, whole after a kill
gradebook           who handed in what, what is to be graded, and each result as it arrives
grading_process     a process with a warm grader: the run's end of it, and the program that runs in it
schedule            hands submissions out to grading processes, and tries again where one ended
cluster/            the same on a Dask cluster
temporary_folder    folders that do not outlive a run for long
progress            what somebody who waits sees
gradebook_rows      the gradebook read as rows, for exports and report
roster              who is in the class, from a CSV
exports             grades.csv, and what Canvas and Gradescope take
feedback            a page for each student
report/             the report on a class, one HTML page for staff
written_answers     the written answers of one submission as PDF; a command of its own
"""
