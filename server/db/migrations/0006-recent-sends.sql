-- What a number handed over within the last second, as [[25 ms slot, count], …]: WhatsApp counts per second, whatever stalled before.
alter table channel_pace add column recent jsonb not null default '[]';
