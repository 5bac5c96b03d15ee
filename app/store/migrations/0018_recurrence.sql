-- What is found again: the chain that a finding continues, whether it was promised and the promise broken, and what it
-- was worth. All of it is worked out when a finding is issued or takes a step, so that no page walks a chain.
ALTER TABLE findings ADD COLUMN first_of INTEGER REFERENCES findings(id);  -- the first of its chain, itself when it is; NULL for drafts
ALTER TABLE findings ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0 CHECK (repeats >= 0);  -- how many times it had been found before
ALTER TABLE findings ADD COLUMN promised INTEGER NOT NULL DEFAULT 0 CHECK (promised IN (0,1));
ALTER TABLE findings ADD COLUMN broken INTEGER NOT NULL DEFAULT 0 CHECK (broken IN (0,1));
ALTER TABLE findings ADD COLUMN at_stake TEXT NOT NULL DEFAULT '';  -- exact points the total would have gained, '' where unknown
CREATE INDEX findings_chain ON findings(first_of, id);
CREATE INDEX findings_again ON findings(org_id, state) WHERE repeats > 0;

-- what was issued before this step knows its chain by the same item of the same instrument at the same station
WITH known AS (
  SELECT f.id, f.org_id, f.item_code, f.issued_at, c.checklist
    FROM findings f
    JOIN visits v ON v.id = f.visit_id
    JOIN checklist_versions c ON c.id = v.checklist_version_id
   WHERE f.issued_at IS NOT NULL AND f.state <> 'void'
), placed AS (
  SELECT id, FIRST_VALUE(id) OVER (PARTITION BY org_id, checklist, item_code ORDER BY issued_at, id) AS root FROM known
)
UPDATE findings SET first_of = p.root FROM placed p WHERE p.id = findings.id;
UPDATE findings SET first_of = id WHERE first_of IS NULL AND issued_at IS NOT NULL AND state <> 'void';
UPDATE findings
   SET repeats = (SELECT COUNT(DISTINCT e.visit_id) FROM findings e
                   WHERE e.first_of = findings.first_of AND e.visit_id <> findings.visit_id
                     AND (e.issued_at < findings.issued_at OR (e.issued_at = findings.issued_at AND e.id < findings.id)))
 WHERE first_of <> id;
UPDATE findings SET promised = 1
 WHERE state <> 'void' AND verdict <> 'TDD'
   AND (EXISTS (SELECT 1 FROM finding_steps s WHERE s.finding_id = findings.id AND s.action = 'accept')
        OR (SELECT s.stance FROM finding_steps s WHERE s.finding_id = findings.id AND s.action = 'answer'
             ORDER BY s.rev DESC LIMIT 1) <> 'object');
UPDATE findings SET broken = 1
 WHERE promised = 1
   AND EXISTS (SELECT 1 FROM findings n JOIN visits v ON v.id = n.visit_id
                WHERE n.first_of = findings.first_of AND n.visit_id <> findings.visit_id
                  AND n.issued_at > findings.issued_at
                  AND v.planned_on > (SELECT w.planned_on FROM visits w WHERE w.id = findings.visit_id)
                  AND EXISTS (SELECT 1 FROM finding_steps s
                               WHERE s.finding_id = findings.id AND s.action IN ('answer', 'accept')
                                 AND s.stance <> 'object' AND s.at <= n.issued_at)
                  AND (findings.closed_at <= n.issued_at OR findings.due_on < v.planned_on
                       OR (SELECT s.to_state FROM finding_steps s WHERE s.finding_id = findings.id AND s.at <= n.issued_at
                            ORDER BY s.rev DESC LIMIT 1) = 'followed_up'));
