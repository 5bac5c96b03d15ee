-- What 0013 lets a finding say is sealed with it.
DROP TRIGGER findings_sealed_update;
CREATE TRIGGER findings_sealed_update BEFORE UPDATE OF id, uid, visit_id, org_id, item_code, area, number, severity,
    is_critical, condition, criterion, cause, effect, recommendation, service, maladministration, cause_kind,
    severity_reason, owner_name, repeat_of, raised_by, raised_at, issued_at
    ON findings WHEN (SELECT state FROM visits WHERE id = OLD.visit_id) = 'sealed' OR (SELECT state FROM visits WHERE id = NEW.visit_id) = 'sealed'
  BEGIN SELECT RAISE(ABORT, 'sealed'); END;
