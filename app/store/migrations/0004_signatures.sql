-- Who signed the closing of a visit, over which content: signatures over an older content stay, and count for nothing.
CREATE TABLE signatures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,                                  -- made by the page: sent twice, signed once
  visit_id INTEGER NOT NULL REFERENCES visits(id),
  role TEXT NOT NULL CHECK (role IN ('lead','chief','second')),
  person_id INTEGER NOT NULL REFERENCES people(id),
  full_name TEXT NOT NULL,                                   -- as they were when they signed
  rank TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT '',
  service_number TEXT NOT NULL DEFAULT '',
  content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
  says TEXT NOT NULL DEFAULT '' CHECK (says IN ('','agrees','disagrees','absent','refuses')),
  because TEXT NOT NULL DEFAULT '',
  strokes TEXT NOT NULL DEFAULT '',                          -- [[x,y,x,y,…],…] on a field of 1200 x 600
  typed TEXT NOT NULL DEFAULT '',                            -- the own name, where nothing could be drawn
  signed_in_id INTEGER NOT NULL REFERENCES people(id),       -- on whose screen
  at INTEGER NOT NULL,
  CHECK ((strokes = '') <> (typed = '')),
  CHECK ((says IN ('disagrees','absent','refuses')) = (because <> '')),
  CHECK (CASE role WHEN 'chief' THEN says IN ('agrees','disagrees') WHEN 'lead' THEN says IN ('','absent','refuses')
         ELSE says = '' END)
) STRICT;
CREATE INDEX signatures_visit ON signatures(visit_id, id);

CREATE TRIGGER signatures_no_update BEFORE UPDATE ON signatures BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER signatures_no_delete BEFORE DELETE ON signatures BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER signatures_sealed_insert BEFORE INSERT ON signatures
    WHEN (SELECT state FROM visits WHERE id = NEW.visit_id) <> 'submitted'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
