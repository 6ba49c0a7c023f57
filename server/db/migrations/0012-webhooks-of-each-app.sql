-- The same bytes may be meant for two apps: what one app was posted is no repetition of what the other was.
alter table inbound drop constraint inbound_sha256_key;
alter table inbound add constraint inbound_once unique (sha256, meta_app_id);
