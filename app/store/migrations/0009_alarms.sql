-- What phones found that keep the newest checkpoint of the log of seals: two checkpoints that contradict each other.

-- a superior's word on alarms: the one thing that clears them; whoever speaks it tells people the code in person
CREATE TABLE alarm_words (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES people(id),
  at INTEGER NOT NULL,
  why TEXT NOT NULL CHECK (length(why) > 0),
  code TEXT NOT NULL CHECK (length(code) = 8)
) STRICT;

CREATE TABLE alarms (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,                                  -- made by the phone, so that telling twice is telling once
  person_id INTEGER NOT NULL REFERENCES people(id),          -- whose phone
  org_id INTEGER NOT NULL REFERENCES orgs(id),               -- where that person serves: who oversees it is told
  why TEXT NOT NULL CHECK (why IN ('gone', 'unsigned', 'foreign', 'shrunk', 'rewritten')),
  kept_note TEXT NOT NULL,
  kept_key TEXT NOT NULL,
  kept_at INTEGER NOT NULL,                                  -- by the phone's clock, like raised_at
  told_note TEXT NOT NULL,                                   -- '' when the server said that there is no log
  told_key TEXT NOT NULL,
  proof_json TEXT NOT NULL,                                  -- what was given as proof that one continues the other
  raised_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  word_id INTEGER REFERENCES alarm_words(id),
  cleared_at INTEGER                                         -- when the code was typed on the phone
) STRICT;
CREATE INDEX alarms_open ON alarms(word_id);

CREATE TRIGGER alarm_words_no_update BEFORE UPDATE ON alarm_words BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER alarm_words_no_delete BEFORE DELETE ON alarm_words BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER alarms_pinned BEFORE UPDATE OF id, uid, person_id, org_id, why, kept_note, kept_key, kept_at, told_note,
    told_key, proof_json, raised_at, received_at ON alarms BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER alarms_word_once BEFORE UPDATE OF word_id ON alarms WHEN OLD.word_id IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER alarms_no_delete BEFORE DELETE ON alarms BEGIN SELECT RAISE(ABORT, 'append-only'); END;
