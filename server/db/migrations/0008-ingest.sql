-- Two references that only cost time where every webhook passes: each was looked up, row by row, in the very statement that had just proved
-- it. A row of work is made from the webhook's own id by the same insert; an app's webhooks are let in only while its secrets are known.
-- In a young database, whose statistics still say "empty", the first of them even read the whole table for every row.
alter table inbound_work drop constraint inbound_work_inbound_id_fkey;
alter table inbound drop constraint inbound_meta_app_id_fkey;

-- A queue: rows come and go thousands a second, and what is gone must not be walked over by whoever looks for the next.
alter table inbound_work set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0,
  vacuum_truncate = off);

-- Cases change in place with every message: room for the next version beside the last one, and old ones leave early.
alter table cases set (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- Only ever added to: nothing dies here that a vacuum could take away, so it may wait until there is much to mark as final.
alter table inbound set (autovacuum_vacuum_insert_threshold = 500000);
alter table events set (autovacuum_vacuum_insert_threshold = 500000);
