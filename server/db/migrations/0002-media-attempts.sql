-- When a number asked Meta for a file: a row stands from before the asking until it went well. Meta shuts a number out that fails too
-- often (20 times in an hour), so whoever wants to ask counts these first.
create table media_attempts (
  id bigint generated always as identity primary key,
  channel_id uuid not null references channels,
  at timestamptz not null default parley_now()
);
create index media_attempts_recent on media_attempts (channel_id, at);
