-- Generated from server/db/migrations/ by `npm run schema`. To be read, not run: the migrations make the schema and say why.

create table schema_migrations (
  version    integer not null,
  name       text not null,
  sha256     text not null,
  applied_at timestamptz not null default clock_timestamp(),
  primary key (version)
);

create table clock (
  is_only   boolean not null default true,
  offset_ms bigint not null default 0,
  primary key (is_only),
  check (is_only)
);

create table organisation (
  is_only         boolean not null default true,
  name            text not null,
  feed_epoch      uuid not null default gen_random_uuid(),
  setup_code_hash bytea,
  primary key (is_only),
  check (is_only)
);

create table roles (
  id          uuid not null,
  name        text not null,
  permissions text[] not null,
  primary key (id),
  unique (name),
  check (length(name) >= 1 and length(name) <= 60)
);
create trigger roles_told after update on roles for each row when (old.permissions is distinct from new.permissions or old.name is distinct from new.name) execute function tell_access();

create table people (
  id             uuid not null,
  name           text not null,
  email          text not null,
  password_hash  text,
  language       text not null,
  role_id        uuid not null,
  is_demo        boolean not null default false,
  created_at     timestamptz not null default parley_now(),
  deactivated_at timestamptz,
  primary key (id),
  foreign key (role_id) references roles(id),
  check (language in ('ko', 'en')),
  check (length(name) >= 1 and length(name) <= 100)
);
create unique index people_email on people (lower(email));
create trigger people_told after update on people for each row when (old.deactivated_at is distinct from new.deactivated_at or old.role_id is distinct from new.role_id) execute function tell_access();

create table sessions (
  id           uuid not null,
  token_hash   bytea not null,
  person_id    uuid not null,
  created_at   timestamptz not null default parley_now(),
  last_seen_at timestamptz not null default parley_now(),
  expires_at   timestamptz not null,
  ended_at     timestamptz,
  primary key (id),
  unique (token_hash),
  foreign key (person_id) references people(id)
);
create index sessions_person on sessions (person_id) where ended_at is null;
create trigger sessions_gone_told after delete on sessions for each statement execute function tell_access();
create trigger sessions_told after update on sessions for each row when (old.ended_at is distinct from new.ended_at or old.expires_at is distinct from new.expires_at) execute function tell_access();

create table sign_in_attempts (
  id           bigint not null generated always as identity,
  account_hash bytea not null,
  address_hash bytea not null,
  at           timestamptz not null default parley_now(),
  primary key (id)
);
create index sign_in_attempts_account on sign_in_attempts (account_hash, at);
create index sign_in_attempts_address on sign_in_attempts (address_hash, at);

create table skills (
  id             uuid not null,
  name           text not null,
  accept_reject  boolean not null default true,
  accept_seconds integer not null default 30,
  primary key (id),
  unique (name),
  check (accept_seconds >= 15 and accept_seconds <= 600),
  check (length(name) >= 2 and length(name) <= 30)
);

create table agents (
  person_id       uuid not null,
  state           text not null default 'offline',
  reason          text,
  capacity        integer not null default 5,
  load            integer not null default 0,
  idle_since      timestamptz not null default parley_now(),
  missed_in_row   integer not null default 0,
  connected_until timestamptz,
  changed_at      timestamptz not null default parley_now(),
  missed_at       timestamptz,
  primary key (person_id),
  foreign key (person_id) references people(id),
  check (capacity >= 0 and capacity <= 100),
  check (load >= 0),
  check (reason in ('missed-offers', 'connection-lost')),
  check (state in ('available', 'busy', 'away', 'offline'))
);
create trigger agents_told after insert or delete on agents for each statement execute function tell_access();

create table agent_skills (
  person_id   uuid not null,
  skill_id    uuid not null,
  proficiency integer not null,
  primary key (person_id, skill_id),
  foreign key (person_id) references agents(person_id),
  foreign key (skill_id) references skills(id),
  check (proficiency >= 1 and proficiency <= 20)
);
create index agent_skills_skill on agent_skills (skill_id);
create trigger agent_skills_told after insert or delete or update on agent_skills for each statement execute function tell_access();

create table agent_history (
  id           bigint not null generated always as identity,
  person_id    uuid not null,
  at           timestamptz not null default parley_now(),
  xid          xid8 not null default pg_current_xact_id(),
  state        text not null,
  capacity     integer not null,
  load         integer not null,
  is_connected boolean not null,
  idle_since   timestamptz not null,
  skills       jsonb not null,
  primary key (id),
  foreign key (person_id) references agents(person_id)
);
create index agent_history_person on agent_history (person_id, id desc);

create table scripts (
  id   uuid not null,
  name text not null,
  primary key (id),
  unique (name)
);

create table script_versions (
  id           uuid not null,
  script_id    uuid not null,
  version      integer not null,
  definition   jsonb not null,
  published_at timestamptz,
  primary key (id),
  unique (script_id, version),
  foreign key (script_id) references scripts(id)
);

create table meta_apps (
  id           text not null,
  name         text not null,
  app_secret   text not null,
  verify_token text not null,
  primary key (id),
  check (app_secret ~~ 'enc1:%'),
  check (verify_token ~~ 'enc1:%')
);

create table whatsapp_accounts (
  id           text not null,
  meta_app_id  text not null,
  portfolio_id text not null,
  name         text not null,
  access_token text not null,
  primary key (id),
  foreign key (meta_app_id) references meta_apps(id),
  check (access_token ~~ 'enc1:%')
);

create table channels (
  id                  uuid not null,
  kind                text not null,
  name                text not null,
  whatsapp_account_id text not null,
  phone_number_id     text not null,
  number              text not null,
  state               text not null default 'active',
  paused_reason       text,
  default_skill_id    uuid not null,
  default_script_id   uuid not null,
  last_webhook_at     timestamptz,
  created_at          timestamptz not null default parley_now(),
  primary key (id),
  unique (phone_number_id),
  foreign key (default_script_id) references scripts(id),
  foreign key (default_skill_id) references skills(id),
  foreign key (whatsapp_account_id) references whatsapp_accounts(id),
  check ((paused_reason is not null) = (state = 'paused')),
  check (kind = 'whatsapp'),
  check (state in ('active', 'paused'))
);

create table role_channels (
  role_id     uuid not null,
  channel_id  uuid not null,
  permissions text[] not null,
  primary key (role_id, channel_id),
  foreign key (channel_id) references channels(id),
  foreign key (role_id) references roles(id)
);
create trigger role_channels_told after insert or delete or update on role_channels for each statement execute function tell_access();

create table customers (
  id          uuid not null,
  name        text not null,
  language    text,
  created_at  timestamptz not null,
  joined_into uuid,
  joined_at   timestamptz,
  primary key (id),
  foreign key (joined_into) references customers(id),
  check ((joined_into is null) = (joined_at is null) and joined_into <> id),
  check (language in ('ko', 'en')),
  check (length(name) <= 300)
);

create table customer_identities (
  id          bigint not null generated always as identity,
  customer_id uuid not null,
  kind        text not null,
  scope       text not null,
  value       text not null,
  created_at  timestamptz not null,
  ended_at    timestamptz,
  primary key (id),
  foreign key (customer_id) references customers(id),
  check (kind in ('phone', 'bsuid', 'username'))
);
create index customer_identities_customer on customer_identities (customer_id) where ended_at is null;
create unique index customer_identities_one on customer_identities (kind, scope, value) where ended_at is null;

create table cases (
  id                       uuid not null,
  number                   bigint not null generated always as identity,
  customer_id              uuid not null,
  channel_id               uuid not null,
  skill_id                 uuid,
  direction                text not null,
  status                   text not null,
  place                    text,
  priority                 integer not null default 0,
  assigned_to              uuid,
  opened_at                timestamptz not null,
  queued_at                timestamptz,
  resolved_at              timestamptz,
  closed_at                timestamptz,
  waiting_since            timestamptz,
  last_customer_message_at timestamptz,
  last_message_at          timestamptz not null,
  preview                  jsonb,
  unread                   integer not null default 0,
  version                  integer not null default 1,
  primary key (id),
  unique (id, customer_id, channel_id),
  unique (number),
  foreign key (assigned_to) references people(id),
  foreign key (channel_id) references channels(id),
  foreign key (customer_id) references customers(id),
  foreign key (skill_id) references skills(id),
  check ((place is null) = (status in ('closed', 'trashed'))),
  check ((closed_at is not null) = (status in ('closed', 'trashed'))),
  check ((assigned_to is not null) = (place = 'assigned' and place is not null)),
  check (direction in ('in', 'out')),
  check (place in ('script', 'queued', 'offered', 'assigned', 'parked')),
  check (priority >= 0 and priority <= 1000),
  check (status in ('new', 'open', 'pending', 'escalated', 'resolved', 'closed', 'trashed')),
  check (unread >= 0)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
create index cases_channel_recent on cases (channel_id, last_message_at desc, id desc) include (status);
create index cases_customer on cases (customer_id, opened_at desc);
create index cases_mine on cases (assigned_to) where assigned_to is not null;
create unique index cases_one_live on cases (customer_id, channel_id) where closed_at is null;
create index cases_skill_recent on cases (skill_id, last_message_at desc, id desc) include (channel_id, status);
create index cases_unanswered on cases (waiting_since, id) where closed_at is null and assigned_to is null and (waiting_since is not null or place <> 'parked');
create index cases_waiting on cases (skill_id, channel_id, priority desc, queued_at) where place = 'queued';

create table offers (
  id          uuid not null,
  case_id     uuid not null,
  person_id   uuid not null,
  skill_id    uuid not null,
  decision_id uuid not null,
  state       text not null default 'live',
  offered_at  timestamptz not null,
  expires_at  timestamptz not null,
  ended_at    timestamptz,
  ended_xid   xid8,
  primary key (id),
  foreign key (case_id) references cases(id),
  foreign key (person_id) references agents(person_id),
  foreign key (skill_id) references skills(id),
  check ((state = 'live') = (ended_at is null)),
  check (state <> 'accepted' or ended_at <= expires_at),
  check (state in ('live', 'accepted', 'rejected', 'timed-out', 'withdrawn', 'taken-over'))
);
create index offers_case on offers (case_id, ended_at);
create unique index offers_one_live on offers (case_id) where state = 'live';
create index offers_person_live on offers (person_id) where state = 'live';
create constraint trigger offers_beside_assignment after insert or update on offers deferrable initially deferred for each row when (new.state = 'live') execute function refuse_offer_beside_assignment();

create table assignments (
  id          uuid not null,
  case_id     uuid not null,
  person_id   uuid not null,
  offer_id    uuid,
  is_override boolean not null default false,
  started_at  timestamptz not null,
  ended_at    timestamptz,
  because     text,
  ended_xid   xid8,
  primary key (id),
  unique (offer_id),
  foreign key (case_id) references cases(id),
  foreign key (offer_id) references offers(id),
  foreign key (person_id) references agents(person_id),
  check (because in ('resolved', 'closed', 'trashed', 'unassigned', 'agent-left')),
  check ((because is null) = (ended_at is null))
);
create index assignments_case on assignments (case_id, ended_at);
create unique index assignments_one_live on assignments (case_id) where ended_at is null;
create index assignments_person_live on assignments (person_id) where ended_at is null;
create constraint trigger assignments_beside_offer after insert or update on assignments deferrable initially deferred for each row when (new.ended_at is null) execute function refuse_offer_beside_assignment();

create table runs (
  id                uuid not null,
  case_id           uuid not null,
  script_version_id uuid not null,
  state             text not null,
  node_id           text not null,
  variables         jsonb not null default '{}',
  steps             integer not null,
  reason            text,
  started_at        timestamptz not null,
  ended_at          timestamptz,
  primary key (id),
  foreign key (case_id) references cases(id),
  foreign key (script_version_id) references script_versions(id),
  check ((state = 'active') = (ended_at is null)),
  check (state <> 'failed' or reason is not null),
  check (state in ('active', 'done', 'failed')),
  check (steps >= 0 and steps <= 10000)
);
create unique index runs_one_active on runs (case_id) where state = 'active';

create table decisions (
  id           uuid not null,
  case_id      uuid not null,
  skill_id     uuid not null,
  at           timestamptz not null,
  trigger      text not null,
  snapshot     pg_snapshot not null,
  round_id     uuid not null,
  ordinal      integer not null,
  rule_version integer not null,
  chosen_id    uuid,
  candidates   jsonb not null,
  excluded     jsonb not null,
  primary key (id),
  foreign key (case_id) references cases(id),
  foreign key (chosen_id) references people(id),
  foreign key (skill_id) references skills(id)
);
create index decisions_case on decisions (case_id, at desc);
create index decisions_round on decisions (round_id, ordinal);

create table messages (
  id                uuid not null,
  case_id           uuid not null,
  customer_id       uuid not null,
  channel_id        uuid not null,
  direction         text not null,
  author_kind       text not null,
  author_id         uuid,
  content           jsonb not null,
  provider_id       text,
  provider_at       timestamptz,
  at                timestamptz not null,
  created_at        timestamptz not null,
  status            text not null,
  failure           jsonb,
  sent_at           timestamptz,
  delivered_at      timestamptz,
  read_at           timestamptz,
  flagged_at        timestamptz,
  quoted_message_id uuid,
  retry_of          uuid,
  client_id         text,
  inbound_id        bigint,
  trace_id          text not null,
  primary key (id),
  foreign key (author_id) references people(id),
  foreign key (case_id, customer_id, channel_id) references cases(id, customer_id, channel_id),
  foreign key (quoted_message_id) references messages(id),
  foreign key (retry_of) references messages(id),
  check (author_kind in ('customer', 'agent', 'script', 'system')),
  check ((direction = 'in') = (status = 'received')),
  check (failure is null or status = 'failed'),
  check (direction in ('in', 'out')),
  check (status in ('received', 'queued', 'unknown', 'sent', 'failed', 'delivered', 'read', 'played'))
) with (fillfactor = 85);
create index messages_case on messages (case_id, at desc, id desc);
create unique index messages_provider on messages (channel_id, provider_id) where provider_id is not null;

create table media (
  id                  uuid not null,
  channel_id          uuid not null,
  case_id             uuid not null,
  message_id          uuid,
  origin              text not null,
  provider_media_id   text,
  provider_expires_at timestamptz,
  state               text not null,
  claimed_sha256      bytea,
  sha256              bytea,
  mime_type           text,
  size_bytes          bigint,
  width               integer,
  height              integer,
  file_name           text,
  failure             text,
  attempts            integer not null default 0,
  run_at              timestamptz,
  created_at          timestamptz not null,
  primary key (id),
  foreign key (case_id) references cases(id),
  foreign key (channel_id) references channels(id),
  foreign key (message_id) references messages(id),
  check (state <> 'ready' or sha256 is not null and size_bytes is not null and mime_type is not null),
  check ((state = 'pending') = (run_at is not null)),
  check (state <> 'failed' or failure is not null),
  check (origin in ('inbound', 'upload')),
  check (state in ('pending', 'ready', 'failed'))
);
create index media_message on media (message_id);
create index media_pending on media (run_at) where state = 'pending';

create table inbound (
  id          bigint not null generated always as identity,
  meta_app_id text not null,
  received_at timestamptz not null,
  sha256      bytea not null,
  body        bytea not null,
  trace_id    text not null,
  primary key (id),
  unique (sha256, meta_app_id)
) with (autovacuum_vacuum_insert_threshold = 500000);

create table inbound_work (
  inbound_id bigint not null,
  run_at     timestamptz not null,
  attempts   integer not null default 0,
  primary key (inbound_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0, vacuum_truncate = off);
create index inbound_work_due on inbound_work (run_at, inbound_id);

create table stuck_items (
  id          uuid not null,
  inbound_id  bigint not null,
  position    text not null,
  reason      text not null,
  detail      text not null,
  at          timestamptz not null,
  resolved_at timestamptz,
  primary key (id),
  unique (inbound_id, "position"),
  foreign key (inbound_id) references inbound(id),
  check (reason in ('not-ours', 'unreadable', 'too-deep', 'failed'))
);
create index stuck_items_recent on stuck_items (at desc, id desc);

create table parked_statuses (
  channel_id  uuid not null,
  provider_id text not null,
  status      text not null,
  provider_at timestamptz not null,
  failure     jsonb,
  parked_at   timestamptz not null,
  primary key (channel_id, provider_id, status),
  foreign key (channel_id) references channels(id)
);

create table outbox (
  id           uuid not null,
  seq          bigint not null generated always as identity,
  kind         text not null,
  channel_id   uuid not null,
  customer_id  uuid not null,
  message_id   uuid,
  receipt_for  text,
  actor_id     uuid,
  state        text not null default 'queued',
  run_at       timestamptz not null,
  leased_until timestamptz,
  fence        integer not null default 0,
  tries        integer not null default 0,
  created_at   timestamptz not null,
  trace_id     text not null,
  primary key (id),
  unique (message_id),
  unique (seq),
  foreign key (actor_id) references people(id),
  foreign key (channel_id) references channels(id),
  foreign key (customer_id) references customers(id),
  foreign key (message_id) references messages(id),
  check ((kind = 'message') = (message_id is not null)),
  check (kind in ('message', 'read-receipt')),
  check (state in ('queued', 'handed', 'accepted', 'rejected', 'unknown'))
);
create index outbox_due on outbox (channel_id, run_at, seq) where state = 'queued';
create index outbox_head on outbox (channel_id, customer_id, seq) where state in ('queued', 'handed');
create index outbox_open on outbox (leased_until) where state in ('handed', 'unknown');
create index outbox_receipts_due on outbox (run_at) where kind = 'read-receipt' and state = 'queued';
create index outbox_unconfirmed on outbox (leased_until) where state = 'accepted' and leased_until is not null;

create table send_attempts (
  id          uuid not null,
  outbox_id   uuid not null,
  handed_at   timestamptz not null,
  outcome     text not null,
  answered_at timestamptz,
  wamid       text,
  code        integer,
  flagged_at  timestamptz,
  primary key (id),
  foreign key (outbox_id) references outbox(id),
  check ((outcome = 'accepted') = (wamid is not null)),
  check (outcome in ('handed', 'accepted', 'later', 'rejected', 'unknown'))
);
create unique index send_attempts_once on send_attempts (outbox_id) where outcome in ('handed', 'accepted', 'unknown');

create table channel_pace (
  channel_id  uuid not null,
  per_second  integer not null default 80,
  tokens      double precision not null default 0,
  refilled_at timestamptz not null default parley_now(),
  held_until  timestamptz,
  recent      jsonb not null default '[]',
  primary key (channel_id),
  foreign key (channel_id) references channels(id),
  check (per_second >= 1 and per_second <= 1000),
  check (tokens >= 0::double precision)
) with (fillfactor = 50);

create table timers (
  id      uuid not null,
  kind    text not null,
  due_at  timestamptz not null,
  case_id uuid not null,
  ref_id  uuid not null,
  primary key (id),
  unique (kind, ref_id),
  foreign key (case_id) references cases(id),
  check (kind = 'offer-expires')
);
create index timers_due on timers (due_at);

create table commands (
  person_id  uuid not null,
  key        text not null,
  operation  text not null,
  input_hash bytea not null,
  answer     jsonb not null,
  created_at timestamptz not null default parley_now(),
  primary key (person_id, key),
  foreign key (person_id) references people(id),
  check (length(key) >= 8 and length(key) <= 200)
);

create table events (
  id          bigint not null generated always as identity,
  xid         xid8 not null default pg_current_xact_id(),
  at          timestamptz not null,
  type        text not null,
  case_id     uuid,
  customer_id uuid,
  channel_id  uuid,
  skill_id    uuid,
  person_id   uuid,
  actor_id    uuid,
  facts       jsonb not null,
  trace_id    text not null,
  primary key (xid, id)
) with (autovacuum_vacuum_insert_threshold = 500000);
create index events_case on events (case_id, id) where case_id is not null;

create table media_attempts (
  id         bigint not null generated always as identity,
  channel_id uuid not null,
  at         timestamptz not null default parley_now(),
  primary key (id),
  foreign key (channel_id) references channels(id)
);
create index media_attempts_recent on media_attempts (channel_id, at);

create or replace function parley_now()
 returns timestamp with time zone
 language sql
 stable
as $function$ select clock_timestamp() + (select offset_ms from clock) * interval '1 millisecond' $function$;

create or replace function refuse_offer_beside_assignment()
 returns trigger
 language plpgsql
as $function$
begin
  if exists (select from assignments where case_id = new.case_id and ended_at is null) and
     exists (select from offers where case_id = new.case_id and state = 'live') then
    raise exception 'case % has a live offer beside a live assignment', new.case_id using errcode = 'exclusion_violation';
  end if;
  return null;
end $function$;

create or replace function tell_access()
 returns trigger
 language plpgsql
as $function$
begin
  perform pg_notify('parley', 'sql,access');
  return null;
end $function$;
