-- An accepted message keeps in `leased_until` the time by which a first status should have come; looked at once, then null (F28).
create index outbox_unconfirmed on outbox (leased_until) where state = 'accepted' and leased_until is not null;
