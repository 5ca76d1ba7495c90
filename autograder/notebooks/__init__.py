"""Reads a submission, aligns it with the released notebook, and plans which of its cells grading runs.

This room runs nothing, and knows neither tests nor points. Its files, in the order in which they work:

notebook        a notebook file as cells: a small strict reader of nbformat 4
archive         the notebook in a zip, found without unpacking anything else
submission      a notebook, a zip or a folder, as it was handed in
bound_names     which names a cell binds, and to what, as handin/cells reads it
released        what each cell of the released notebook is: an answer, a check, set-up
alignment       which cells of a submission are released cells
placement       which cell answers which question: by its text, by its place, by the names it binds
graded_plan     what is run, in which order, and what the student is told about it
plan_notes      sentences for the student where the placement had to decide something
graded_cells    from a submission to its plan
"""
