-- The plan of follow-up (RTL): what a station will do about a finding; and the minutes in which planning staff monitor it.
CREATE TABLE followup_actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,                                  -- made by the form, so that sending twice plans once
  finding_id INTEGER NOT NULL REFERENCES findings(id),
  action TEXT NOT NULL CHECK (length(action) > 0),
  owner_name TEXT NOT NULL CHECK (length(owner_name) > 0),   -- who at the station does it
  due_on TEXT NOT NULL,
  cost_note TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'todo' CHECK (state IN ('todo','done','dropped')),
  reason TEXT NOT NULL DEFAULT '',                           -- why it was dropped
  rev INTEGER NOT NULL DEFAULT 1,                            -- one more with each change: who edits an older one is told
  written_by INTEGER NOT NULL REFERENCES people(id),
  written_at INTEGER NOT NULL,
  changed_by INTEGER NOT NULL REFERENCES people(id),
  changed_at INTEGER NOT NULL,
  CHECK ((state = 'dropped') = (length(reason) > 0))
) STRICT;
CREATE INDEX followup_actions_finding ON followup_actions(finding_id);

-- what the team or planning staff say of an action
CREATE TABLE followup_remarks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  action_id INTEGER NOT NULL REFERENCES followup_actions(id),
  text TEXT NOT NULL CHECK (length(text) > 0),
  person_id INTEGER NOT NULL REFERENCES people(id),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX followup_remarks_action ON followup_remarks(action_id);

-- risalah pemantauan tindak lanjut: all that it says is in the snapshot, which nothing changes again
CREATE TABLE followup_minutes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  org_id INTEGER NOT NULL REFERENCES orgs(id),
  held_on TEXT NOT NULL,
  snapshot TEXT NOT NULL,                                    -- canonical JSON
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  finalised_by INTEGER NOT NULL REFERENCES people(id),
  finalised_at INTEGER NOT NULL
) STRICT;
CREATE INDEX followup_minutes_org ON followup_minutes(org_id, finalised_at);

CREATE TRIGGER followup_remarks_no_update BEFORE UPDATE ON followup_remarks
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER followup_remarks_no_delete BEFORE DELETE ON followup_remarks
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER followup_actions_no_delete BEFORE DELETE ON followup_actions
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER followup_minutes_no_update BEFORE UPDATE ON followup_minutes
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER followup_minutes_no_delete BEFORE DELETE ON followup_minutes
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
