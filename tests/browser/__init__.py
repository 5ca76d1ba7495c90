"""The student's notebook in a real JupyterLab, in a real browser.

    python -m tests.browser [--environment VENV] [--pictures FOLDER]

What a student does, from `student_release/` alone, in a folder and an environment of their own: opens the notebook,
runs every cell, answers one question, runs its check, saves, runs `handin.submit()`. Then the zip that came out is
graded, and has to earn the points of that question and no others. Status 3 and a sentence where there is no Chromium.

jupyter      JupyterLab in a folder, as a server on this machine
student      what the student does, step by step
"""
