-- Destruction by the rule of retention: values go, hashes stay, so that the seal of a visit still holds.
-- A sealed picture may lose what was said of it once, and nothing else of its row.
ALTER TABLE evidence ADD COLUMN destroyed_at INTEGER;
DROP TRIGGER evidence_sealed_update;
CREATE TRIGGER evidence_sealed_update BEFORE UPDATE ON evidence
    WHEN (OLD.step_uid IS NULL OR NEW.step_uid IS NULL) AND ((SELECT state FROM visits WHERE id = OLD.visit_id) = 'sealed' OR (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed')
     AND (OLD.destroyed_at IS NOT NULL OR NEW.destroyed_at IS NULL OR NEW.caption <> '' OR NEW.lat IS NOT NULL
          OR NEW.lon IS NOT NULL OR NEW.accuracy_m IS NOT NULL OR NEW.place_age_s IS NOT NULL OR NEW.id <> OLD.id
          OR NEW.uid <> OLD.uid OR NEW.sha256 <> OLD.sha256 OR NEW.visit_id <> OLD.visit_id OR NEW.org_id <> OLD.org_id
          OR NEW.item_code <> OLD.item_code OR NEW.finding_id IS NOT OLD.finding_id OR NEW.step_uid IS NOT OLD.step_uid
          OR NEW.person_id <> OLD.person_id OR NEW.source <> OLD.source OR NEW.phone_at IS NOT OLD.phone_at
          OR NEW.received_at <> OLD.received_at OR NEW.withdrawn_at IS NOT OLD.withdrawn_at)
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;

-- An event keeps the hash of the text that travelled; its text may lose the place and the words of a destroyed picture.
ALTER TABLE events ADD COLUMN redacted_at INTEGER;
DROP TRIGGER events_no_update;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
    WHEN OLD.redacted_at IS NOT NULL OR NEW.redacted_at IS NULL OR NEW.op <> 'attach' OR NEW.visit_id <> OLD.visit_id
      OR NEW.rev <> OLD.rev OR NEW.eid <> OLD.eid OR NEW.dev <> OLD.dev OR NEW.n <> OLD.n OR NEW.cell <> OLD.cell
      OR NEW.op <> OLD.op OR NEW.person_id <> OLD.person_id OR NEW.sha256 <> OLD.sha256 OR NEW.flag <> OLD.flag
      OR NEW.is_late <> OLD.is_late OR NEW.received_at <> OLD.received_at
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
