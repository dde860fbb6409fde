-- The tables of a gradebook, of the version that gradebook_file.py names.
CREATE TABLE students (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, line TEXT NOT NULL,
    on_roster INTEGER NOT NULL, -- 1: the roster has the student, or there is no roster
    place INTEGER NOT NULL, -- on the roster; those who are not on it come last
    cells TEXT, canvas INTEGER NOT NULL -- what the roster has of the student, as JSON; NULL where it has nothing
);
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students, at TEXT NOT NULL,
    name TEXT NOT NULL, -- of the folder or archive as it was handed in
    folder TEXT NOT NULL, -- name under which it is graded, which appears in the feedback
    digest TEXT NOT NULL, -- SHA-256 over names and texts of all modules
    content BLOB, -- sources and faults as packed JSON; NULL if it was refused
    refused TEXT NOT NULL, -- why, or nothing
    others TEXT NOT NULL, -- JSON list: names of those that do not count
    outline TEXT, outline_by TEXT, -- what can be said without running it, and by which checks
    counts INTEGER NOT NULL, -- 1: the one of its student that counts
    notes TEXT NOT NULL DEFAULT '[]', -- JSON list of sentences on what was taken and what was left alone
    handed TEXT NOT NULL DEFAULT '', -- when, as the system says it
    late TEXT NOT NULL DEFAULT '' -- how late, as the system says it
);
CREATE INDEX submissions_of ON submissions (student, counts);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, submission INTEGER NOT NULL REFERENCES submissions,
    at TEXT NOT NULL, manifest TEXT NOT NULL, notes TEXT NOT NULL, fault TEXT NOT NULL
);
CREATE TABLE outcomes (
    id INTEGER PRIMARY KEY, attempt INTEGER NOT NULL REFERENCES attempts, student TEXT NOT NULL REFERENCES students,
    exercise TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL, -- what it depends on, and the digest of that
    status TEXT NOT NULL, score INTEGER NOT NULL, points INTEGER NOT NULL,
    content BLOB NOT NULL -- all of it, as packed JSON
);
CREATE INDEX outcomes_by_key ON outcomes (student, exercise, key);
CREATE TABLE standing ( -- the outcomes that count
    student TEXT NOT NULL REFERENCES students, exercise TEXT NOT NULL,
    submission INTEGER NOT NULL REFERENCES submissions, outcome INTEGER NOT NULL REFERENCES outcomes,
    PRIMARY KEY (student, exercise)
);
CREATE TABLE secret (value BLOB NOT NULL); -- fresh inputs, seeds and renamed labels are derived from it; it stays here
CREATE TABLE policy (value TEXT NOT NULL); -- on lateness, as JSON; one row, or none
CREATE TABLE lateness ( -- what the policy takes, as the last run found it out
    student TEXT PRIMARY KEY, deduction TEXT NOT NULL -- as JSON
);
CREATE TABLE notes ( -- what persons have to say to students
    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students, exercise TEXT NOT NULL,
    text TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE runs (id INTEGER PRIMARY KEY, began TEXT NOT NULL, ended TEXT, manifest TEXT NOT NULL);
CREATE TABLE changes (
    run INTEGER NOT NULL REFERENCES runs, student TEXT NOT NULL, exercise TEXT NOT NULL,
    before INTEGER NOT NULL, after INTEGER NOT NULL, why TEXT NOT NULL,
    how TEXT NOT NULL DEFAULT 'graded', -- or 'reused': an earlier outcome counts again; or 'valued': it has other points
    PRIMARY KEY (run, student, exercise)
);
CREATE TABLE told ( -- what the last run of some exercises said of each student
    exercises TEXT NOT NULL, student TEXT NOT NULL, content TEXT NOT NULL, -- as JSON
    PRIMARY KEY (exercises, student)
);
CREATE TABLE adjustments (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students, exercise TEXT NOT NULL,
    points INTEGER NOT NULL, -- or a half, which SQLite keeps in such a column too
    reason TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TRIGGER adjustments_stay BEFORE UPDATE OF id, exercise, points, reason, author, at ON adjustments
    BEGIN SELECT RAISE(ABORT, 'adjustments are only added'); END;
CREATE TRIGGER adjustments_remain BEFORE DELETE ON adjustments
    BEGIN SELECT RAISE(ABORT, 'adjustments are only added'); END;
