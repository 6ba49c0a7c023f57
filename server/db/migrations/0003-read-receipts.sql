-- Receipts are few beside messages: found without walking the queue of messages.
create index outbox_receipts_due on outbox (run_at) where kind = 'read-receipt' and state = 'queued';
