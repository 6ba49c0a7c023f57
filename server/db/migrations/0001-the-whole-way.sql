-- The whole way once: who, where, what was said, who answers, and the rows that carry the work.
-- Ids are time-ordered UUIDs made by the application. Instants are Parley's clock (parley_now()).
-- Lock order everywhere: customer → case → assignment/offer/agent → message.

-- One clock: database time plus an offset that only sandbox mode can move.
create table clock (
  is_only boolean primary key default true check (is_only),
  offset_ms bigint not null default 0
);
insert into clock default values;

create function parley_now() returns timestamptz language sql stable as
  $$ select clock_timestamp() + (select offset_ms from clock) * interval '1 millisecond' $$;

create table organisation (
  is_only boolean primary key default true check (is_only),
  name text not null,
  -- Changes when the data is restored from a backup: feed cursors of another epoch are answered with "resync".
  feed_epoch uuid not null default gen_random_uuid(),
  -- SHA-256 of the one-time set-up code; null once the administrator exists.
  setup_code_hash bytea
);

-- People, roles, sessions ------------------------------------------------------------------------------------------

create table roles (
  id uuid primary key,
  name text not null unique check (length(name) between 1 and 60),
  permissions text[] not null
);

create table people (
  id uuid primary key,
  name text not null check (length(name) between 1 and 100),
  email text not null,
  password_hash text,
  language text not null check (language in ('ko', 'en')),
  role_id uuid not null references roles,
  is_demo boolean not null default false,
  created_at timestamptz not null default parley_now(),
  deactivated_at timestamptz
);
create unique index people_email on people (lower(email));

create table sessions (
  id uuid primary key,
  token_hash bytea not null unique,
  person_id uuid not null references people,
  created_at timestamptz not null default parley_now(),
  last_seen_at timestamptz not null default parley_now(),
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index sessions_person on sessions (person_id) where ended_at is null;

-- Guesses at passwords, per account and per address (keyed hashes, no addresses in clear).
create table sign_in_attempts (
  id bigint generated always as identity primary key,
  account_hash bytea not null,
  address_hash bytea not null,
  at timestamptz not null default parley_now()
);
create index sign_in_attempts_account on sign_in_attempts (account_hash, at);
create index sign_in_attempts_address on sign_in_attempts (address_hash, at);

-- Skills and agents ------------------------------------------------------------------------------------------------

create table skills (
  id uuid primary key,
  name text not null unique check (length(name) between 2 and 30),
  accept_reject boolean not null default true,
  accept_seconds integer not null default 30 check (accept_seconds between 15 and 600)
);

create table agents (
  person_id uuid primary key references people,
  state text not null default 'offline' check (state in ('available', 'busy', 'away', 'offline')),
  reason text check (reason in ('missed-offers', 'connection-lost')),
  capacity integer not null default 5 check (capacity between 0 and 100),
  -- Live offers and live assignments; changed only in the transaction that starts or ends one.
  load integer not null default 0 check (load >= 0),
  idle_since timestamptz not null default parley_now(),
  missed_in_row integer not null default 0,
  -- Null = no open feed; a lost connection keeps its time until the grace of 45 s is over.
  connected_until timestamptz,
  changed_at timestamptz not null default parley_now()
);

create table agent_skills (
  person_id uuid not null references agents,
  skill_id uuid not null references skills,
  proficiency integer not null check (proficiency between 1 and 20),
  primary key (person_id, skill_id)
);
create index agent_skills_skill on agent_skills (skill_id);

-- Append-only: what routing could know of an agent after each change. `xid` makes "as of that snapshot" exact
-- (pg_visible_in_snapshot), so any agent's reason in an old decision can be recomputed.
create table agent_history (
  id bigint generated always as identity primary key,
  person_id uuid not null references agents,
  at timestamptz not null default parley_now(),
  xid xid8 not null default pg_current_xact_id(),
  state text not null,
  capacity integer not null,
  load integer not null,
  is_connected boolean not null,
  idle_since timestamptz not null,
  -- { skillId: proficiency }
  skills jsonb not null
);
create index agent_history_person on agent_history (person_id, id desc);

-- Scripts ----------------------------------------------------------------------------------------------------------

create table scripts (id uuid primary key, name text not null unique);
create table script_versions (
  id uuid primary key,
  script_id uuid not null references scripts,
  version integer not null,
  definition jsonb not null,
  published_at timestamptz,
  unique (script_id, version)
);

-- Channels ---------------------------------------------------------------------------------------------------------

-- Secrets are sealed (`enc1:…`, AES-256-GCM, key file outside the database, bound to table, row and column).
create table meta_apps (
  id text primary key,
  name text not null,
  app_secret text not null check (app_secret like 'enc1:%'),
  verify_token text not null check (verify_token like 'enc1:%')
);

create table whatsapp_accounts (
  id text primary key,
  meta_app_id text not null references meta_apps,
  portfolio_id text not null,
  name text not null,
  access_token text not null check (access_token like 'enc1:%')
);

create table channels (
  id uuid primary key,
  kind text not null check (kind = 'whatsapp'),
  name text not null,
  whatsapp_account_id text not null references whatsapp_accounts,
  phone_number_id text not null unique,
  number text not null,
  state text not null default 'active' check (state in ('active', 'paused')),
  paused_reason text check ((paused_reason is not null) = (state = 'paused')),
  default_skill_id uuid not null references skills,
  default_script_id uuid not null references scripts,
  last_webhook_at timestamptz,
  created_at timestamptz not null default parley_now()
);

create table role_channels (
  role_id uuid not null references roles,
  channel_id uuid not null references channels,
  permissions text[] not null,
  primary key (role_id, channel_id)
);

-- Customers --------------------------------------------------------------------------------------------------------

create table customers (
  id uuid primary key,
  name text not null check (length(name) <= 300),
  language text check (language in ('ko', 'en')),
  created_at timestamptz not null
);

-- A phone belongs to one customer of the organisation (scope ''), a BSUID to one per business portfolio (scope = its id).
-- Usernames change hands on WhatsApp: kept for people to read, never used to recognise anybody.
create table customer_identities (
  id bigint generated always as identity primary key,
  customer_id uuid not null references customers,
  kind text not null check (kind in ('phone', 'bsuid', 'username')),
  scope text not null,
  value text not null,
  created_at timestamptz not null,
  ended_at timestamptz
);
create unique index customer_identities_one on customer_identities (kind, scope, value) where ended_at is null and kind <> 'username';
create index customer_identities_customer on customer_identities (customer_id) where ended_at is null;

-- Cases ------------------------------------------------------------------------------------------------------------

create table cases (
  id uuid primary key,
  number bigint generated always as identity unique,
  customer_id uuid not null references customers,
  channel_id uuid not null references channels,
  skill_id uuid references skills,
  direction text not null check (direction in ('in', 'out')),
  status text not null check (status in ('new', 'open', 'pending', 'escalated', 'resolved', 'closed', 'trashed')),
  place text check (place in ('script', 'queued', 'offered', 'assigned', 'parked')),
  priority integer not null default 0 check (priority between 0 and 1000),
  assigned_to uuid references people,
  opened_at timestamptz not null,
  queued_at timestamptz,
  resolved_at timestamptz,
  closed_at timestamptz,
  -- Since when the customer waits for a person; null once one has answered.
  waiting_since timestamptz,
  last_customer_message_at timestamptz,
  last_message_at timestamptz not null,
  preview jsonb,
  unread integer not null default 0 check (unread >= 0),
  version integer not null default 1,
  unique (id, customer_id, channel_id),
  check ((place is null) = (status in ('closed', 'trashed'))),
  check ((closed_at is not null) = (status in ('closed', 'trashed'))),
  check ((assigned_to is not null) = (place = 'assigned' and place is not null))
) with (fillfactor = 80);
create unique index cases_one_live on cases (customer_id, channel_id) where closed_at is null;
create index cases_waiting on cases (skill_id, channel_id, priority desc, queued_at) where place = 'queued';
create index cases_mine on cases (assigned_to) where assigned_to is not null;
create index cases_unassigned on cases (waiting_since) where closed_at is null and assigned_to is null;
create index cases_recent on cases (last_message_at desc, id desc);
create index cases_customer on cases (customer_id, opened_at desc);

create table offers (
  id uuid primary key,
  case_id uuid not null references cases,
  person_id uuid not null references agents,
  skill_id uuid not null references skills,
  decision_id uuid not null,
  state text not null default 'live' check (state in ('live', 'accepted', 'rejected', 'timed-out', 'withdrawn')),
  offered_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_xid xid8,
  check ((state = 'live') = (ended_at is null)),
  check (state <> 'accepted' or ended_at <= expires_at)
);
create unique index offers_one_live on offers (case_id) where state = 'live';
create index offers_person_live on offers (person_id) where state = 'live';
create index offers_case on offers (case_id, ended_at);

create table assignments (
  id uuid primary key,
  case_id uuid not null references cases,
  person_id uuid not null references agents,
  offer_id uuid unique references offers,
  is_override boolean not null default false,
  started_at timestamptz not null,
  ended_at timestamptz,
  because text check (because in ('resolved', 'closed', 'trashed', 'unassigned', 'agent-left')),
  check ((because is null) = (ended_at is null))
);
create unique index assignments_one_live on assignments (case_id) where ended_at is null;
create index assignments_person_live on assignments (person_id) where ended_at is null;

-- A live offer and a live assignment never stand side by side (I2).
create function refuse_offer_beside_assignment() returns trigger language plpgsql as $$
begin
  if exists (select from assignments where case_id = new.case_id and ended_at is null) and
     exists (select from offers where case_id = new.case_id and state = 'live') then
    raise exception 'case % has a live offer beside a live assignment', new.case_id using errcode = 'exclusion_violation';
  end if;
  return null;
end $$;
create constraint trigger offers_beside_assignment after insert or update on offers
  deferrable initially deferred for each row when (new.state = 'live') execute function refuse_offer_beside_assignment();
create constraint trigger assignments_beside_offer after insert or update on assignments
  deferrable initially deferred for each row when (new.ended_at is null) execute function refuse_offer_beside_assignment();

create table runs (
  id uuid primary key,
  case_id uuid not null references cases,
  script_version_id uuid not null references script_versions,
  state text not null check (state in ('active', 'done', 'failed')),
  node_id text not null,
  variables jsonb not null default '{}',
  steps integer not null check (steps between 0 and 10000),
  reason text,
  started_at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'active') = (ended_at is null)),
  check (state <> 'failed' or reason is not null)
);
create unique index runs_one_active on runs (case_id) where state = 'active';

-- The flight recorder. `snapshot` is what the database showed the router (pg_current_snapshot()).
create table decisions (
  id uuid primary key,
  case_id uuid not null references cases,
  skill_id uuid not null references skills,
  at timestamptz not null,
  trigger text not null,
  snapshot pg_snapshot not null,
  round_id uuid not null,
  ordinal integer not null,
  rule_version integer not null,
  chosen_id uuid references people,
  candidates jsonb not null,
  excluded jsonb not null
);
create index decisions_case on decisions (case_id, at desc);
create index decisions_round on decisions (round_id, ordinal);

-- Messages and media -----------------------------------------------------------------------------------------------

create table messages (
  id uuid primary key,
  case_id uuid not null,
  customer_id uuid not null,
  channel_id uuid not null,
  direction text not null check (direction in ('in', 'out')),
  author_kind text not null check (author_kind in ('customer', 'agent', 'script', 'system')),
  author_id uuid references people,
  content jsonb not null,
  provider_id text,
  provider_at timestamptz,
  at timestamptz not null,
  created_at timestamptz not null,
  status text not null check (status in ('received', 'queued', 'unknown', 'sent', 'failed', 'delivered', 'read', 'played')),
  failure jsonb,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  flagged_at timestamptz,
  quoted_message_id uuid references messages,
  retry_of uuid references messages,
  client_id text,
  inbound_id bigint,
  trace_id text not null,
  foreign key (case_id, customer_id, channel_id) references cases (id, customer_id, channel_id),
  check ((direction = 'in') = (status = 'received')),
  check (failure is null or status = 'failed')
) with (fillfactor = 85);
create unique index messages_provider on messages (channel_id, provider_id) where provider_id is not null;
create index messages_case on messages (case_id, at desc, id desc);

create table media (
  id uuid primary key,
  channel_id uuid not null references channels,
  -- Uploads belong to a case before a message carries them.
  case_id uuid not null references cases,
  message_id uuid references messages,
  origin text not null check (origin in ('inbound', 'upload')),
  provider_media_id text,
  -- When WhatsApp forgets our uploaded copy (30 days).
  provider_expires_at timestamptz,
  state text not null check (state in ('pending', 'ready', 'failed')),
  -- Meta's word at arrival, compared with what we find.
  claimed_sha256 bytea,
  sha256 bytea,
  mime_type text,
  size_bytes bigint,
  width integer,
  height integer,
  file_name text,
  failure text,
  attempts integer not null default 0,
  run_at timestamptz,
  created_at timestamptz not null,
  check (state <> 'ready' or (sha256 is not null and size_bytes is not null and mime_type is not null)),
  check ((state = 'pending') = (run_at is not null)),
  check (state <> 'failed' or failure is not null)
);
create index media_pending on media (run_at) where state = 'pending';
create index media_message on media (message_id);

-- In: raw bytes first, work later ----------------------------------------------------------------------------------

create table inbound (
  id bigint generated always as identity primary key,
  meta_app_id text not null references meta_apps,
  received_at timestamptz not null,
  sha256 bytea not null unique,
  body bytea not null,
  trace_id text not null
);

-- A row here = still to be processed. Claimed with SKIP LOCKED by the very transaction that has the effect.
create table inbound_work (
  inbound_id bigint primary key references inbound,
  run_at timestamptz not null,
  attempts integer not null default 0
);
create index inbound_work_due on inbound_work (run_at, inbound_id);

-- Items set aside one by one: not ours, unreadable, or failing again and again.
create table stuck_items (
  id uuid primary key,
  inbound_id bigint not null references inbound,
  -- Which item of the webhook: `entry.change.kind.index`; empty = the whole body.
  position text not null,
  reason text not null check (reason in ('not-ours', 'unreadable', 'too-deep', 'failed')),
  detail text not null,
  at timestamptz not null,
  resolved_at timestamptz,
  unique (inbound_id, position)
);
create index stuck_items_recent on stuck_items (at desc, id desc);

-- A status that came before the answer to its send (matched later by wamid), or of a message Parley never sent.
create table parked_statuses (
  channel_id uuid not null references channels,
  provider_id text not null,
  status text not null,
  provider_at timestamptz not null,
  failure jsonb,
  parked_at timestamptz not null,
  primary key (channel_id, provider_id, status)
);

-- Out --------------------------------------------------------------------------------------------------------------

create table outbox (
  id uuid primary key,
  -- Order per customer and channel: a later one is not handed over before an earlier one is decided.
  seq bigint generated always as identity unique,
  kind text not null check (kind in ('message', 'read-receipt')),
  channel_id uuid not null references channels,
  customer_id uuid not null references customers,
  message_id uuid unique references messages,
  -- For receipts: the customer's message that was read.
  receipt_for text,
  actor_id uuid references people,
  state text not null default 'queued' check (state in ('queued', 'handed', 'accepted', 'rejected', 'unknown')),
  run_at timestamptz not null,
  -- Which node holds it, and until when; the fence grows with every claim and is checked by the finishing update.
  leased_until timestamptz,
  fence integer not null default 0,
  tries integer not null default 0,
  created_at timestamptz not null,
  trace_id text not null,
  check ((kind = 'message') = (message_id is not null))
);
create index outbox_due on outbox (channel_id, run_at, seq) where state = 'queued';
create index outbox_head on outbox (channel_id, customer_id, seq) where state in ('queued', 'handed');
create index outbox_open on outbox (leased_until) where state in ('handed', 'unknown');

create table send_attempts (
  id uuid primary key,
  outbox_id uuid not null references outbox,
  handed_at timestamptz not null,
  outcome text not null check (outcome in ('handed', 'accepted', 'later', 'rejected', 'unknown')),
  answered_at timestamptz,
  wamid text,
  code integer,
  flagged_at timestamptz,
  check ((outcome = 'accepted') = (wamid is not null))
);
-- Never twice: at most one attempt may be, or may have been, taken by WhatsApp (I10).
create unique index send_attempts_once on send_attempts (outbox_id) where outcome in ('handed', 'accepted', 'unknown');

-- How fast a number may send: a token bucket every node shares, and until when WhatsApp asked it to be silent (130429).
create table channel_pace (
  channel_id uuid primary key references channels,
  per_second integer not null default 80 check (per_second between 1 and 1000),
  tokens double precision not null default 0 check (tokens >= 0),
  refilled_at timestamptz not null default parley_now(),
  held_until timestamptz
) with (fillfactor = 50);

-- Time, commands, events -------------------------------------------------------------------------------------------

create table timers (
  id uuid primary key,
  kind text not null check (kind in ('offer-expires')),
  due_at timestamptz not null,
  case_id uuid not null references cases,
  ref_id uuid not null,
  unique (kind, ref_id)
);
create index timers_due on timers (due_at);

create table commands (
  person_id uuid not null references people,
  key text not null check (length(key) between 8 and 200),
  operation text not null,
  input_hash bytea not null,
  answer jsonb not null,
  created_at timestamptz not null default parley_now(),
  primary key (person_id, key)
);

-- The one log. Ids are given before commit, so readers order by (xid, id) and stop below the oldest open transaction.
create table events (
  id bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  type text not null,
  case_id uuid,
  customer_id uuid,
  channel_id uuid,
  skill_id uuid,
  -- Whom it concerns personally (an agent's offer, state, assignment).
  person_id uuid,
  -- Who did it; null = a customer or Parley itself.
  actor_id uuid,
  facts jsonb not null,
  trace_id text not null,
  primary key (xid, id)
);
create index events_case on events (case_id, id) where case_id is not null;
