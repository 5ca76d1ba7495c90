"""The tables of a gradebook. No order in it is that of a clock: rows are numbered as they are written."""

VERSION = 1  # of this layout, kept as SQLite's user_version

TABLES = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    autograder TEXT NOT NULL,       -- digest of all that grades depend on besides the submissions
    parts TEXT NOT NULL,            -- the same in parts (JSON), which say what a change can change
    regrade TEXT NOT NULL,          -- what was asked to be graded anew: '', 'changed', 'all'
    ready TEXT NOT NULL,            -- what the first worker said of the assignment (JSON), '' while none has
    begun TEXT NOT NULL,            -- by the clock, for people
    ended TEXT NOT NULL             -- '' while it runs, and for ever where it was killed
);
CREATE TABLE submission (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    file BLOB NOT NULL,             -- name of its notebook or zip in the download, as bytes of the file system
    identity TEXT NOT NULL,         -- the same for all attempts of one student or group
    ordering REAL NOT NULL,         -- of its attempts
    attempt INTEGER NOT NULL,       -- 1, 2, ... of its student
    late INTEGER NOT NULL,
    content TEXT NOT NULL,          -- SHA-256 of the file
    unreadable TEXT NOT NULL,       -- why intake could not read it, '' where it could
    seen INTEGER NOT NULL REFERENCES run,   -- the last run that found it in the download
    aside TEXT NOT NULL DEFAULT '', -- why it has no grade of its own: a duplicate, or an older attempt
    counts INTEGER NOT NULL DEFAULT 1,
    todo TEXT,                      -- NULL: nothing; '*': to be graded; else a JSON list of questions to judge anew
    grade INTEGER REFERENCES grade  -- that holds now
);
CREATE INDEX to_do ON submission(id) WHERE todo IS NOT NULL;
CREATE INDEX attempts ON submission(identity, ordering);
CREATE TABLE student (
    submission INTEGER NOT NULL REFERENCES submission,
    position INTEGER NOT NULL,
    identity TEXT NOT NULL,
    name TEXT NOT NULL,
    sid TEXT NOT NULL,
    email TEXT NOT NULL,
    PRIMARY KEY (submission, position)
) WITHOUT ROWID;
CREATE INDEX by_student ON student(identity);
CREATE TABLE trouble (              -- a worker that ended with the submission in its hands
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES run,
    submission INTEGER NOT NULL REFERENCES submission,
    what TEXT NOT NULL
);
CREATE TABLE grade (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    submission INTEGER NOT NULL REFERENCES submission,
    run INTEGER NOT NULL REFERENCES run,
    content TEXT NOT NULL,          -- of the file that was graded
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    score REAL NOT NULL,
    points REAL NOT NULL,
    seconds REAL NOT NULL,
    memory_mb REAL NOT NULL,
    seed TEXT NOT NULL,
    layers TEXT NOT NULL,           -- JSON, as are the next three
    versions TEXT NOT NULL,
    notes TEXT NOT NULL,
    answers TEXT NOT NULL,
    confined INTEGER NOT NULL
);
CREATE INDEX of_submission ON grade(submission);
CREATE TABLE test (
    grade INTEGER NOT NULL REFERENCES grade,
    position INTEGER NOT NULL,
    question TEXT NOT NULL,
    name TEXT NOT NULL,
    points REAL NOT NULL,
    hidden INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    message TEXT NOT NULL,
    hint TEXT NOT NULL,
    stopped TEXT NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (grade, position)
) WITHOUT ROWID;
"""
