-- Where a finding stands in every list: whose turn it is (0 the station's, 1 the team's, 2 a draft, 3 settled,
-- 4 withdrawn), then its due day, then how serious it is. One text, so that an index carries the order and a page
-- begins where the last one ended. The database keeps it; nobody writes it.
ALTER TABLE findings ADD COLUMN place TEXT GENERATED ALWAYS AS (
  CASE WHEN state IN ('issued','returned','accepted') THEN '0' WHEN state IN ('answered','followed_up') THEN '1'
       WHEN state = 'draft' THEN '2' WHEN state = 'closed' THEN '3' ELSE '4' END
  || COALESCE(due_on, '9999-12-31')
  || CASE severity WHEN 'serious' THEN 'a' WHEN 'moderate' THEN 'b' ELSE 'c' END
) VIRTUAL;

-- the whole district in its order: what filters ask for stands in the index itself
CREATE INDEX findings_place ON findings(place, id, org_id, visit_id, state, severity, area, service, maladministration,
                                        cause_kind, verdict, repeat_of, issued_at, raised_at);
-- one station in the same order
CREATE INDEX findings_station_place ON findings(org_id, place, id);
