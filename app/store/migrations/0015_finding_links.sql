-- Links by which a station's chief answers one finding without an account; of the token only its SHA-256 is kept.
CREATE TABLE finding_links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  token_sha256 TEXT NOT NULL UNIQUE,
  finding_id INTEGER NOT NULL REFERENCES findings(id),
  person_id INTEGER NOT NULL REFERENCES people(id),           -- the chief it is for; steps taken through it are theirs
  made_by INTEGER NOT NULL REFERENCES people(id),
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_by INTEGER REFERENCES people(id),
  revoked_at INTEGER,
  opened INTEGER NOT NULL DEFAULT 0,                          -- how often, and when last
  opened_at INTEGER,
  refused_at INTEGER,                                         -- when it was last used in vain, and why
  refused_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX finding_links_finding ON finding_links(finding_id);
ALTER TABLE finding_steps ADD COLUMN link_id INTEGER REFERENCES finding_links(id);  -- taken without an account
