-- What a finding is about besides its item, who answers for it at the station, and the official word on its follow-up.
ALTER TABLE findings ADD COLUMN service TEXT NOT NULL DEFAULT '';            -- which service it was seen at: spkt, skck …
ALTER TABLE findings ADD COLUMN maladministration TEXT NOT NULL DEFAULT '';  -- the kind, where one applies
ALTER TABLE findings ADD COLUMN cause_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN severity_reason TEXT NOT NULL DEFAULT '';    -- why it is not the one that was proposed
ALTER TABLE findings ADD COLUMN owner_name TEXT NOT NULL DEFAULT '';         -- who answers for it at the station
ALTER TABLE findings ADD COLUMN verdict TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('','S','BS','BD','TDD'));

ALTER TABLE finding_steps ADD COLUMN stance TEXT NOT NULL DEFAULT '' CHECK (stance IN ('','agree','object'));
ALTER TABLE finding_steps ADD COLUMN verdict TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('','S','BS','BD','TDD'));

-- what an organisation has set; where it has not, the nearest above it
CREATE TABLE settings (
  org_id INTEGER NOT NULL REFERENCES orgs(id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (org_id, name)
) STRICT, WITHOUT ROWID;
