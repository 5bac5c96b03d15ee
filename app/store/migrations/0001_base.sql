-- Schema in the SQL that SQLite (>= 3.37) and PostgreSQL share; STRICT and AUTOINCREMENT are the only dialect.
-- *_at: milliseconds UTC; *_on: 'YYYY-MM-DD' of the unit's zone; flags 0/1; sha256: 64 lowercase hex;
-- *_json: text that SQL never looks into; uid: identifier made by the client, the idempotency key.
-- *_exact: exact decimal text, what was decided on; the REAL beside it only sorts and draws.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE orgs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  parent_id INTEGER REFERENCES orgs(id),
  kind TEXT NOT NULL CHECK (kind IN ('mabes','polda','polres','satfung','polsek')),
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  letterhead TEXT NOT NULL DEFAULT '',          -- lines of the paper's head, one per line
  tz TEXT NOT NULL DEFAULT 'Asia/Jakarta' CHECK (tz IN ('Asia/Jakarta','Asia/Makassar','Asia/Jayapura')),
  lat REAL CHECK (lat BETWEEN -90 AND 90),
  lon REAL CHECK (lon BETWEEN -180 AND 180),
  switches TEXT NOT NULL DEFAULT '',            -- what the station has, space-separated: 'penyidikan melayani_skck'
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0,1)),
  CHECK ((kind = 'mabes') = (parent_id IS NULL)),
  CHECK (parent_id <> id)
) STRICT;
CREATE INDEX orgs_parent ON orgs(parent_id);

-- every (ancestor, descendant) pair, self included: 'everything under X' and 'may this person see it' are one join
CREATE TABLE org_closure (
  ancestor_id INTEGER NOT NULL REFERENCES orgs(id),
  org_id INTEGER NOT NULL REFERENCES orgs(id),
  depth INTEGER NOT NULL CHECK (depth >= 0),
  PRIMARY KEY (ancestor_id, org_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX org_closure_org ON org_closure(org_id, depth);

CREATE TABLE people (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username TEXT NOT NULL UNIQUE CHECK (username = lower(username) AND length(username) BETWEEN 3 AND 64),
  service_number TEXT UNIQUE,                   -- NRP
  full_name TEXT NOT NULL,
  rank TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT '',
  password_hash TEXT NOT NULL,
  must_change INTEGER NOT NULL DEFAULT 1 CHECK (must_change IN (0,1)),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0,1)),
  language TEXT NOT NULL DEFAULT 'id' CHECK (language IN ('id','en')),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK ((active = 0) = (ended_at IS NOT NULL))
) STRICT;

CREATE TABLE assignments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES people(id),
  org_id INTEGER NOT NULL REFERENCES orgs(id),
  role TEXT NOT NULL CHECK (role IN ('admin','planner','inspector','station_chief','reader')),
  valid_from_on TEXT NOT NULL,
  valid_to_on TEXT CHECK (valid_to_on >= valid_from_on),
  UNIQUE (person_id, org_id, role, valid_from_on)
) STRICT;
CREATE INDEX assignments_org ON assignments(org_id, role);

CREATE TABLE sessions (
  token_sha256 TEXT PRIMARY KEY CHECK (length(token_sha256) = 64),
  person_id INTEGER NOT NULL REFERENCES people(id),
  device TEXT NOT NULL DEFAULT '',              -- what the browser calls itself, for the person to recognise
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_person ON sessions(person_id, expires_at);

-- failed sign-ins per account and per address; delays, never lock-outs
CREATE TABLE sign_in_failures (
  key TEXT PRIMARY KEY,                         -- 'account:<name>', 'address:<ip>', 'device:<id>:<name>' …
  failures INTEGER NOT NULL CHECK (failures > 0),
  last_at INTEGER NOT NULL
) STRICT;

CREATE TABLE checklist_versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  checklist TEXT NOT NULL,                      -- id inside the file: 'kesiapan-polsek'
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('readiness','worksheet')),
  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  yaml TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('published','retired')),
  published_by INTEGER REFERENCES people(id),
  published_at INTEGER NOT NULL,
  UNIQUE (checklist, version)
) STRICT;

CREATE TABLE visits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  org_id INTEGER NOT NULL REFERENCES orgs(id),              -- the station
  checklist_version_id INTEGER NOT NULL REFERENCES checklist_versions(id),
  switches TEXT NOT NULL DEFAULT '',                         -- the station's switches as they were when planned
  period TEXT NOT NULL CHECK (length(period) = 6),           -- '2026Q4'
  state TEXT NOT NULL CHECK (state IN ('planned','open','submitted','sealed','cancelled')),
  order_number TEXT NOT NULL DEFAULT '',                     -- surat perintah
  lead_id INTEGER NOT NULL REFERENCES people(id),
  planned_on TEXT NOT NULL,
  planned_time TEXT NOT NULL DEFAULT '09:00',
  planned_by INTEGER NOT NULL REFERENCES people(id),
  created_at INTEGER NOT NULL,
  opened_at INTEGER,
  submitted_at INTEGER,
  sealed_at INTEGER,
  seal_sha256 TEXT CHECK (length(seal_sha256) = 64),         -- over the canonical JSON of docs/visits.md, "Segel"
  cancelled_at INTEGER,
  cancel_reason TEXT NOT NULL DEFAULT '',
  rev INTEGER NOT NULL DEFAULT 0,                            -- counts every change of this visit; the sync cursor
  CHECK ((state IN ('submitted','sealed')) = (submitted_at IS NOT NULL)),
  CHECK ((state = 'sealed') = (sealed_at IS NOT NULL)),
  CHECK ((state = 'sealed') = (seal_sha256 IS NOT NULL)),
  CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX visits_station_day ON visits(org_id, planned_on) WHERE state <> 'cancelled';
CREATE INDEX visits_org ON visits(org_id, period);
CREATE INDEX visits_period ON visits(period, state);
CREATE INDEX visits_planned ON visits(planned_on, state);

CREATE TABLE visit_members (
  visit_id INTEGER NOT NULL REFERENCES visits(id),
  person_id INTEGER NOT NULL REFERENCES people(id),
  parts TEXT NOT NULL DEFAULT '',                            -- part codes this member fills, space-separated
  position INTEGER NOT NULL,
  PRIMARY KEY (visit_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_members_person ON visit_members(person_id, visit_id);

-- the truth of filling: append-only; (visit_id, rev) is dense and in commit order
CREATE TABLE events (
  visit_id INTEGER NOT NULL REFERENCES visits(id),
  rev INTEGER NOT NULL CHECK (rev > 0),
  eid TEXT NOT NULL UNIQUE,
  dev TEXT NOT NULL,
  n INTEGER NOT NULL,
  cell TEXT NOT NULL,
  op TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people(id),
  raw TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  flag TEXT NOT NULL DEFAULT '',                             -- why it is odd: 'unknown op', 'late'
  is_late INTEGER NOT NULL DEFAULT 0 CHECK (is_late IN (0,1)),  -- came after the end: kept and shown, counts for nothing
  received_at INTEGER NOT NULL,
  PRIMARY KEY (visit_id, rev),
  UNIQUE (dev, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_cell ON events(visit_id, cell, rev);
CREATE INDEX events_flagged ON events(visit_id, rev) WHERE flag <> '';

-- which event replaced which: an event's base names what its author saw
CREATE TABLE event_edges (
  parent_eid TEXT NOT NULL,
  child_eid TEXT NOT NULL,
  PRIMARY KEY (parent_eid, child_eid)
) STRICT, WITHOUT ROWID;

-- kept aside for a person: malformed, not theirs, too late; never dropped, never in the way
CREATE TABLE events_aside (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES people(id),
  visit_id INTEGER REFERENCES visits(id),
  dev TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  raw TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  UNIQUE (sha256, person_id)
) STRICT;
CREATE INDEX events_aside_visit ON events_aside(visit_id, person_id);

-- what each phone of a team last said of itself; dev is '' until it has written something
CREATE TABLE phones (
  visit_id INTEGER NOT NULL REFERENCES visits(id),
  person_id INTEGER NOT NULL REFERENCES people(id),
  dev TEXT NOT NULL,
  events_left INTEGER NOT NULL DEFAULT 0,
  photos_left INTEGER NOT NULL DEFAULT 0,
  skew_ms INTEGER,                                           -- server's clock minus the phone's; NULL: not measured
  contact_at INTEGER NOT NULL,
  PRIMARY KEY (visit_id, person_id, dev)
) STRICT, WITHOUT ROWID;

-- projection of the heads: what is answered now
CREATE TABLE answers (
  visit_id INTEGER NOT NULL REFERENCES visits(id),
  item_code TEXT NOT NULL,
  value_json TEXT,                                           -- NULL: withdrawn, or two people disagree
  note TEXT NOT NULL DEFAULT '',
  points_exact TEXT,                                         -- NULL: blank, not applicable, unscored
  is_conflict INTEGER NOT NULL DEFAULT 0 CHECK (is_conflict IN (0,1)),
  person_id INTEGER NOT NULL REFERENCES people(id),
  answered_at INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  PRIMARY KEY (visit_id, item_code)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_item ON answers(item_code, visit_id);

CREATE TABLE findings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  visit_id INTEGER NOT NULL REFERENCES visits(id),
  org_id INTEGER NOT NULL REFERENCES orgs(id),
  item_code TEXT NOT NULL,
  area TEXT NOT NULL,
  number INTEGER NOT NULL,                                   -- 1, 2, 3 within the visit
  state TEXT NOT NULL CHECK (state IN ('draft','issued','answered','returned','accepted','followed_up','closed','void')),
  severity TEXT NOT NULL CHECK (severity IN ('minor','moderate','serious')),
  is_critical INTEGER NOT NULL DEFAULT 0 CHECK (is_critical IN (0,1)),
  condition TEXT NOT NULL,
  criterion TEXT NOT NULL DEFAULT '',
  cause TEXT NOT NULL DEFAULT '',
  effect TEXT NOT NULL DEFAULT '',
  recommendation TEXT NOT NULL DEFAULT '',
  due_on TEXT,
  repeat_of INTEGER REFERENCES findings(id),
  raised_by INTEGER NOT NULL REFERENCES people(id),
  raised_at INTEGER NOT NULL,
  issued_at INTEGER,
  closed_at INTEGER,
  rev INTEGER NOT NULL DEFAULT 0,
  UNIQUE (visit_id, number),
  CHECK ((state IN ('closed','void')) = (closed_at IS NOT NULL))
) STRICT;
CREATE INDEX findings_org ON findings(org_id, state, due_on);
CREATE INDEX findings_item ON findings(org_id, item_code, raised_at);

-- every step in a finding's life; the station's response is the step 'answer'
CREATE TABLE finding_steps (
  finding_id INTEGER NOT NULL REFERENCES findings(id),
  rev INTEGER NOT NULL CHECK (rev > 0),
  uid TEXT NOT NULL UNIQUE,
  action TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  without_photo TEXT NOT NULL DEFAULT '',                    -- a response without a photo says why
  person_id INTEGER NOT NULL REFERENCES people(id),
  at INTEGER NOT NULL,
  PRIMARY KEY (finding_id, rev)
) STRICT, WITHOUT ROWID;

-- the bytes, once; the path is derived from the hash
CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  size INTEGER NOT NULL CHECK (size > 0),
  mime TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  taken_at INTEGER,                                          -- what the camera says, UTC when it says its zone
  taken_text TEXT NOT NULL DEFAULT '',                       -- the camera's own words
  lat REAL CHECK (lat BETWEEN -90 AND 90),
  lon REAL CHECK (lon BETWEEN -180 AND 180),
  camera TEXT NOT NULL DEFAULT '',
  stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- each use of a picture; its bytes may still be on the way
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  visit_id INTEGER NOT NULL REFERENCES visits(id),
  org_id INTEGER NOT NULL REFERENCES orgs(id),
  item_code TEXT NOT NULL,
  finding_id INTEGER REFERENCES findings(id),
  step_uid TEXT REFERENCES finding_steps(uid),               -- the response it belongs to
  person_id INTEGER NOT NULL REFERENCES people(id),
  caption TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '' CHECK (source IN ('','camera','gallery')),
  phone_at INTEGER,                                          -- when it was taken, as the phone says
  taken_from TEXT NOT NULL DEFAULT '' CHECK (taken_from IN ('','exif','file')),
  delay_s INTEGER,                                           -- from the shutter to the checklist
  original_sha256 TEXT CHECK (length(original_sha256) = 64), -- the camera's bytes, before they were shrunk
  original_size INTEGER,
  received_at INTEGER NOT NULL,
  lat REAL CHECK (lat BETWEEN -90 AND 90),
  lon REAL CHECK (lon BETWEEN -180 AND 180),
  accuracy_m REAL,
  place_age_s INTEGER,
  withdrawn_at INTEGER
) STRICT;
CREATE INDEX evidence_visit ON evidence(visit_id, item_code);
CREATE INDEX evidence_finding ON evidence(finding_id);
CREATE INDEX evidence_blob ON evidence(sha256);

-- small pictures shown until the photo itself has come: no evidence, shown for their sender's own photos alone
CREATE TABLE previews (
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),          -- of the photo, not of this
  person_id INTEGER NOT NULL REFERENCES people(id),
  picture BLOB NOT NULL CHECK (length(picture) BETWEEN 1 AND 65536),
  stored_at INTEGER NOT NULL,
  PRIMARY KEY (sha256, person_id)
) STRICT;
CREATE INDEX previews_person ON previews(person_id);

-- written once, in the transaction that submits the visit
CREATE TABLE visit_scores (
  visit_id INTEGER PRIMARY KEY REFERENCES visits(id),
  org_id INTEGER NOT NULL REFERENCES orgs(id),
  period TEXT NOT NULL,
  value_exact TEXT NOT NULL,
  shown TEXT NOT NULL,
  max_exact TEXT NOT NULL,
  percent REAL NOT NULL,
  colour TEXT NOT NULL CHECK (colour IN ('green','yellow','red','none')),
  answered INTEGER NOT NULL,
  items INTEGER NOT NULL,
  submitted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX visit_scores_org ON visit_scores(org_id, submitted_at);
CREATE INDEX visit_scores_period ON visit_scores(period, org_id);

CREATE TABLE node_scores (
  visit_id INTEGER NOT NULL REFERENCES visits(id),
  node_code TEXT NOT NULL,
  value_exact TEXT NOT NULL,
  shown TEXT NOT NULL,
  max_exact TEXT NOT NULL,
  percent_shown TEXT NOT NULL DEFAULT '',                    -- '' when nothing applied
  percent REAL,
  answered INTEGER NOT NULL,
  items INTEGER NOT NULL,
  PRIMARY KEY (visit_id, node_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE gate_results (
  visit_id INTEGER NOT NULL REFERENCES visits(id),
  predicate TEXT NOT NULL CHECK (predicate IN ('WBK','WBBM')),
  gate_code TEXT NOT NULL,
  needs TEXT,                                                -- NULL: not confirmed
  has TEXT NOT NULL,
  passed INTEGER CHECK (passed IN (0,1)),                    -- NULL: not confirmed
  PRIMARY KEY (visit_id, predicate, gate_code)
) STRICT, WITHOUT ROWID;

-- append-only hash chains: one stream per visit, one for everything else
CREATE TABLE audit_heads (
  stream TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_log (
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  person_id INTEGER,
  action TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  detail_json TEXT NOT NULL DEFAULT '{}',
  prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_entity ON audit_log(entity, entity_id);

CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER event_edges_no_update BEFORE UPDATE ON event_edges BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER event_edges_no_delete BEFORE DELETE ON event_edges BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER finding_steps_no_update BEFORE UPDATE ON finding_steps BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER finding_steps_no_delete BEFORE DELETE ON finding_steps BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER visit_scores_no_update BEFORE UPDATE ON visit_scores BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER node_scores_no_update BEFORE UPDATE ON node_scores BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER checklist_versions_pinned BEFORE UPDATE OF checklist, version, sha256, yaml ON checklist_versions
  BEGIN SELECT RAISE(ABORT, 'pinned'); END;
CREATE TRIGGER checklist_versions_no_delete BEFORE DELETE ON checklist_versions BEGIN SELECT RAISE(ABORT, 'pinned'); END;

-- what a seal covers never changes again; answers of the station to its findings (step_uid) come after the seal
CREATE TRIGGER visits_sealed BEFORE UPDATE OF id, uid, org_id, checklist_version_id, switches, period, state,
    order_number, lead_id, planned_on, planned_time, planned_by, created_at, opened_at, submitted_at, sealed_at,
    seal_sha256, cancelled_at, cancel_reason ON visits WHEN OLD.state = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER visits_sealed_rev BEFORE UPDATE OF rev ON visits WHEN OLD.state = 'sealed' AND NEW.rev <> OLD.rev
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER visits_sealed_delete BEFORE DELETE ON visits WHEN OLD.state = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER events_sealed_insert BEFORE INSERT ON events WHEN (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER answers_sealed_insert BEFORE INSERT ON answers WHEN (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER visit_members_sealed_insert BEFORE INSERT ON visit_members WHEN (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER answers_sealed_update BEFORE UPDATE ON answers WHEN (SELECT state FROM visits WHERE id = OLD.visit_id) = 'sealed' OR (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER answers_sealed_delete BEFORE DELETE ON answers WHEN (SELECT state FROM visits WHERE id = OLD.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER visit_members_sealed_update BEFORE UPDATE ON visit_members WHEN (SELECT state FROM visits WHERE id = OLD.visit_id) = 'sealed' OR (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER visit_members_sealed_delete BEFORE DELETE ON visit_members WHEN (SELECT state FROM visits WHERE id = OLD.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER evidence_sealed_insert BEFORE INSERT ON evidence WHEN NEW.step_uid IS NULL AND (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER evidence_sealed_update BEFORE UPDATE ON evidence
    WHEN (OLD.step_uid IS NULL OR NEW.step_uid IS NULL) AND ((SELECT state FROM visits WHERE id = OLD.visit_id) = 'sealed' OR (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed')
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER evidence_sealed_delete BEFORE DELETE ON evidence WHEN (SELECT state FROM visits WHERE id = OLD.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER findings_sealed_insert BEFORE INSERT ON findings WHEN (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER findings_sealed_update BEFORE UPDATE OF id, uid, visit_id, org_id, item_code, area, number, severity,
    is_critical, condition, criterion, cause, effect, recommendation, repeat_of, raised_by, raised_at, issued_at
    ON findings WHEN (SELECT state FROM visits WHERE id = OLD.visit_id) = 'sealed' OR (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER findings_sealed_delete BEFORE DELETE ON findings WHEN (SELECT state FROM visits WHERE id = OLD.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER visit_scores_no_delete BEFORE DELETE ON visit_scores BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER node_scores_no_delete BEFORE DELETE ON node_scores BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER gate_results_no_delete BEFORE DELETE ON gate_results BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER gate_results_no_update BEFORE UPDATE ON gate_results BEGIN SELECT RAISE(ABORT, 'append-only'); END;
