-- Two customers can turn out to be one person: all that was theirs moves to one of them, and the other says to whom.
alter table customers add column joined_into uuid references customers (id);
alter table customers add column joined_at timestamptz;
alter table customers add constraint customers_joined check ((joined_into is null) = (joined_at is null) and joined_into <> id);

-- A username recognises now, too: the last who was told to have it, has it.
update customer_identities i set ended_at = parley_now()
where i.kind = 'username' and i.ended_at is null and exists (
  select from customer_identities later
  where later.kind = 'username' and later.ended_at is null and later.scope = i.scope and later.value = i.value and later.id > i.id);
drop index customer_identities_one;
create unique index customer_identities_one on customer_identities (kind, scope, value) where ended_at is null;
