-- Rights may also be changed by hand, in SQL: every node is told by the change itself, so that open streams read their rights again at once.
-- Only what says who may what: these rows change rarely, and the same word said often in one transaction is told once.
create function tell_access() returns trigger language plpgsql as $function$
begin
  perform pg_notify('parley', 'sql,access');
  return null;
end $function$;

create trigger sessions_told after update on sessions for each row
  when (old.ended_at is distinct from new.ended_at or old.expires_at is distinct from new.expires_at) execute function tell_access();
create trigger sessions_gone_told after delete on sessions for each statement execute function tell_access();
create trigger people_told after update on people for each row
  when (old.deactivated_at is distinct from new.deactivated_at or old.role_id is distinct from new.role_id) execute function tell_access();
create trigger roles_told after update on roles for each row
  when (old.permissions is distinct from new.permissions or old.name is distinct from new.name) execute function tell_access();
create trigger role_channels_told after insert or update or delete on role_channels for each statement execute function tell_access();
create trigger agents_told after insert or delete on agents for each statement execute function tell_access();
create trigger agent_skills_told after insert or update or delete on agent_skills for each statement execute function tell_access();
