-- Lists of cases, newest change first: a role sees whole channels or its skills on them, so each is one range of an index and the
-- ranges are merged. What is filtered stands in the index, so that a rare status or channel reads no rows it does not answer.
drop index cases_recent;
create index cases_channel_recent on cases (channel_id, last_message_at desc, id desc) include (status);
create index cases_skill_recent on cases (skill_id, last_message_at desc, id desc) include (channel_id, status);

-- The waiting list, longest first: somebody must act, or a customer waits although nobody is looking.
drop index cases_unassigned;
create index cases_unanswered on cases (waiting_since, id)
  where closed_at is null and assigned_to is null and (waiting_since is not null or place <> 'parked');
