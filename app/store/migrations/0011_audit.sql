-- a person's own deeds, over all streams
CREATE INDEX audit_person ON audit_log(person_id, at);
