-- An offer ends by being taken over when somebody else answers the customer, or takes the case, while it runs.
alter table offers drop constraint offers_state_check;
alter table offers add constraint offers_state_check check (state in ('live', 'accepted', 'rejected', 'timed-out', 'withdrawn', 'taken-over'));

-- When the last offer ran out that counted as a miss: what was on offer beside it is no miss more.
alter table agents add column missed_at timestamptz;
