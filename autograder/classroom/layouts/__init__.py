"""How the downloads of each platform are laid out, one module each.

Each has `recognises(names)` and `attempts(tree, stem)`: whether a download with such file names is of its kind, and
what was handed in according to it. Nothing is opened but what the platform itself wrote.

gradescope    "Export Submissions": a folder each, and a file that says whose
moodle        "Download all submissions": a folder each, or files side by side
canvas        "Download Submissions": files side by side, student and attempt in their names
folders       anything else: notebooks, zips, or a folder for each student
"""
