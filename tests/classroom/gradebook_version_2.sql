-- A gradebook as the kit wrote it before feedback became a record: two students, three outcomes, an adjustment.
PRAGMA application_id = 1145784130;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE adjustments (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students, exercise TEXT NOT NULL,
    points INTEGER NOT NULL, -- or a half, which SQLite keeps in such a column too
    reason TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL
);
INSERT INTO "adjustments" VALUES(1,'1','',-1,'Late.','Grace','2026-11-28T18:44:09+00:00');
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, submission INTEGER NOT NULL REFERENCES submissions,
    at TEXT NOT NULL, manifest TEXT NOT NULL, notes TEXT NOT NULL, fault TEXT NOT NULL
);
INSERT INTO "attempts" VALUES(1,1,1,'2026-11-28T18:44:09+00:00','{"seed": 0}','[]','');
CREATE TABLE changes (
    run INTEGER NOT NULL REFERENCES runs, student TEXT NOT NULL, exercise TEXT NOT NULL,
    before INTEGER NOT NULL, after INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY (run, student, exercise)
);
CREATE TABLE outcomes (
    id INTEGER PRIMARY KEY, attempt INTEGER NOT NULL REFERENCES attempts, student TEXT NOT NULL REFERENCES students,
    exercise TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL, -- what it depends on, and the digest of that
    status TEXT NOT NULL, score INTEGER NOT NULL, points INTEGER NOT NULL,
    content BLOB NOT NULL -- all of it, as packed JSON
);
INSERT INTO "outcomes" VALUES(1,1,'1','metrics.precision','20a8f908562ff218b5c720e93a1b3415fc6a33b901565c278e54068a02575cc1','{"exercise": "metrics.precision", "sources": "s", "checks": "c", "versions": {"numpy": "2"}}','passed',3,3,X'789C6D8D310E83300C45AF6265AE10523BF5063D0362708D031121A0387441BD7BED482D4B37FFE767FFC311D2C483BB83C7287C01A7916651D01D8E22864547F72810041064C2CC8D53CD330F4FA4D9B696132E6CF3185EFC33BB2BAC1E6EBD095B0EA9D4A6EA4BC1B25B8DDB5044F9BB573A62B12F698F51D3C2287BAE375F1284D644BC95B0A61367156BAEAF337BCEACD62908EBD960756DD3FE6DFF00867B524A');
INSERT INTO "outcomes" VALUES(2,1,'1','metrics.recall','69238362f2715808bff72c9abe2d98ddf1003459ee0d73af73a46cdc540abf2a','{"exercise": "metrics.recall", "sources": "s", "checks": "c", "versions": {"numpy": "2"}}','failed',0,3,X'789C6D4FDB6A023110FD95214F2D2CCB16144AC50FE837A80F6332D16036592693BE88FFDEC98AB5B5E629E7E4DC723616ED919CF9008FB1500746A13D1525366763238651AFE653201440284764EA8DCA3C91DBA33DB557268B31BEC8B45E74E0D3FAED759B400F93544EE460E89757E69AA3700541342DD7E8604FCABCCFA909476A8987F0453F7D9B05640FCB5D134C1C92CC7B6FD76D6A7C1194DA561B8F21AAE0D2C1E3FE7FBB7F37EA2C75F243C7DF68C92E9BCB4EB9034A73A51AA3A291B0549E1D3726149B93A549424E779A5538E33998C91393AAEE82426A73AD6CE887A7DFFA06255783CA');
INSERT INTO "outcomes" VALUES(3,1,'1','models.build_dense','731a571216d35e592989b006cb41521ef6edbfa6940f84b9be7201af76ed2a71','{"exercise": "models.build_dense", "sources": "s", "checks": "c", "versions": {"numpy": "2"}}','failed',0,4,X'789C6D4ECD4A0331107E9561CE75AD3D953E80E0597B1229D364E28666932533AB2DA5EFEE2420451072C8F73F5774E446F6B8834049780568D09DC488F72BBA4471B22FBE288C24A0DF05125DB8CA80660DCCFE48EED41C251C9E1EA7E239C9305F56906266D8EC40C728602F1785FDDBF3C31694CF3AC02B7DB1890C212606EBEE62AFCD3471ABFCBBD894B9C6ACFD5A6C50947469A762206BF178FB30F693B4C5F39292A1894996DA33BF4C1457B2E35963C977BA9AB1E35E5D39706573DD0DC216F36D6E3DACFF5DFF0105BE692B');
CREATE TABLE runs (id INTEGER PRIMARY KEY, began TEXT NOT NULL, ended TEXT, manifest TEXT NOT NULL);
INSERT INTO "runs" VALUES(1,'2026-11-28T18:44:09+00:00',NULL,'{}');
CREATE TABLE secret (value BLOB NOT NULL);
INSERT INTO "secret" VALUES(X'2D60737BEBD00746E5A6359087BC065227E0BE5D439730E44464A265B55EC3CC');
CREATE TABLE standing ( -- the outcomes that count
    student TEXT NOT NULL REFERENCES students, exercise TEXT NOT NULL,
    submission INTEGER NOT NULL REFERENCES submissions, outcome INTEGER NOT NULL REFERENCES outcomes,
    PRIMARY KEY (student, exercise)
);
INSERT INTO "standing" VALUES('1','metrics.precision',1,1);
INSERT INTO "standing" VALUES('1','metrics.recall',1,2);
INSERT INTO "standing" VALUES('1','models.build_dense',1,3);
CREATE TABLE students (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, line TEXT NOT NULL,
    on_roster INTEGER NOT NULL, -- 1: the roster has the student, or there is no roster
    place INTEGER NOT NULL, -- on the roster; those who are not on it come last
    cells TEXT, canvas INTEGER NOT NULL -- what the roster has of the student, as JSON; NULL where it has nothing
);
INSERT INTO "students" VALUES('1','Ada Lovelace','ada@example.org','[]',1,0,NULL,0);
INSERT INTO "students" VALUES('2','Bob','','[]',1,1,NULL,0);
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students, at TEXT NOT NULL,
    name TEXT NOT NULL, -- of the folder or archive as it was handed in
    folder TEXT NOT NULL, -- name under which it is graded, which stands in the feedback
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
INSERT INTO "submissions" VALUES(1,'1','2026-11-28T18:44:09+00:00','Ada.zip','of_1','a62703726aff068f2e2061c89575e8844aa770c1721a70f95d41bacbd54b054d',X'789C2D8D4B0A84301005AFF2E8B5469C95086EBD80BA1E827630108D98767090DC7DFC0CBC453D6A510719BD390954E2A0C90FEC2E246FDE79F65CB57C13383B335E2564B401E7662FE8DA3A2D20BC8B42A33F7C4A86B18EA1C32315C50414FCB6F6FC2FB0ACB6BF133B2AE414E30FD13A294A','','[]','{"uses": {"metrics": ["metrics"]}, "heavy": {"metrics": []}, "states": {}, "imports": {}}','c',1,'["Metrics.py was taken for metrics.py."]','','');
INSERT INTO "submissions" VALUES(2,'2','2026-11-28T18:44:09+00:00','b.zip','','',NULL,'It is damaged.','[]',NULL,NULL,1,'[]','','');
CREATE INDEX submissions_of ON submissions (student, counts);
CREATE INDEX outcomes_by_key ON outcomes (student, exercise, key);
CREATE TRIGGER adjustments_stay BEFORE UPDATE OF id, exercise, points, reason, author, at ON adjustments
    BEGIN SELECT RAISE(ABORT, 'adjustments are only added'); END;
CREATE TRIGGER adjustments_remain BEFORE DELETE ON adjustments
    BEGIN SELECT RAISE(ABORT, 'adjustments are only added'); END;
COMMIT;
