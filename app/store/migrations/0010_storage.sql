-- each time the store of photos was read again; one that has not ended goes on behind `cursor`
CREATE TABLE scrubs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  begun_at INTEGER NOT NULL,
  ended_at INTEGER,
  cursor TEXT NOT NULL DEFAULT '',                           -- the last name that was looked at
  files INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

-- what is wrong in the store now; a row goes when the same name is found well
CREATE TABLE storage_faults (
  name TEXT PRIMARY KEY,                                     -- the SHA-256, or the path of what is no photo
  fault TEXT NOT NULL CHECK (fault IN ('missing','rotten','unreadable','orphan','strange')),
  size INTEGER NOT NULL,                                     -- bytes that should be there, or are there
  found_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL                                   -- looked at again last
) STRICT, WITHOUT ROWID;
