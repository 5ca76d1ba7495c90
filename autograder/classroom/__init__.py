"""A whole class at once: what was handed in -> gradebook, CSVs, feedback, report.

In the order in which they work: `options`, `command`; `tree`, `layouts`, `handed`, `intake` (what was handed in, and by
whom); `schema`, `database`, `gradebook` (what is known); `messages`, `schedule`, `worker`, `leftovers` (who grades);
`progress`; `roster`, `reading`, `results`, `exports`, `feedback` (what comes out).
"""
