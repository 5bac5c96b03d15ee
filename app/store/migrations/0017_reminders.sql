-- Reminders of findings: where people read mail, what was sent to whom and why, and what became of each mail.
ALTER TABLE people ADD COLUMN email TEXT NOT NULL DEFAULT '';                                -- '': none
ALTER TABLE people ADD COLUMN wants_mail INTEGER NOT NULL DEFAULT 1 CHECK (wants_mail IN (0,1));

CREATE TABLE mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,                                    -- its Message-ID, the same at each try
  recipient TEXT NOT NULL,                                     -- 'person:<id>', or 'office:<address>' without an account
  person_id INTEGER REFERENCES people(id),                     -- NULL: an office
  org_id INTEGER NOT NULL REFERENCES orgs(id),                 -- the Polres whose zone and quiet hours hold
  state TEXT NOT NULL CHECK (state IN ('waiting','sending','sent','refused','given_up','uncertain','left','renewed')),
  address TEXT NOT NULL DEFAULT '',                            -- where it was last tried
  made_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,                                    -- not tried before
  tries INTEGER NOT NULL DEFAULT 0,
  settled_at INTEGER,                                          -- when its state last changed
  error TEXT NOT NULL DEFAULT ''                               -- the mail server's own words
) STRICT;
CREATE UNIQUE INDEX mails_waiting ON mails(recipient) WHERE state = 'waiting';
CREATE INDEX mails_state ON mails(state, settled_at);
CREATE INDEX mails_person ON mails(person_id, made_at);

-- what each mail says: nobody is told the same of the same finding and day twice
CREATE TABLE reminders (
  kind TEXT NOT NULL CHECK (kind IN ('soon','overdue','reader','itwasda','review')),
  ref TEXT NOT NULL,                                           -- the finding's uid
  person TEXT NOT NULL,                                        -- the mail's recipient
  due TEXT NOT NULL,                                           -- the due day, or the day since which it waits
  mail_id INTEGER NOT NULL REFERENCES mails(id) ON DELETE CASCADE,
  PRIMARY KEY (ref, kind, person, due)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminders_mail ON reminders(mail_id);
