-- Who gave a case back is not offered it again for a while: found by case, and, for the flight recorder, as of a decision's snapshot.
alter table assignments add column ended_xid xid8;
create index assignments_case on assignments (case_id, ended_at);
