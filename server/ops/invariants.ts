/**
 * What must never be true of the data, whatever crashed: any row a query gives is a violation. Read by tests, the crash test
 * and the operator's own look at a running database.
 */
export type Invariant = { id: string; sentence: string; sql: string };

/** The window closes 60 s before WhatsApp's 24 h. */
const windowSeconds = 86_340;

export const invariants: readonly Invariant[] = [
  {
    id: 'I1',
    sentence: 'A case has at most one live assignment.',
    sql: 'select case_id from assignments where ended_at is null group by case_id having count(*) > 1',
  },
  {
    id: 'I2',
    sentence: 'A case has at most one live offer, and none beside a live assignment.',
    sql: `select case_id from offers where state = 'live' group by case_id having count(*) > 1
      union all select o.case_id from offers o join assignments a on a.case_id = o.case_id and a.ended_at is null where o.state = 'live'`,
  },
  {
    id: 'I3',
    sentence: 'Whoever is offered a case has been chosen for it by the recorded decision.',
    sql: `select o.id from offers o left join decisions d on d.id = o.decision_id
      where d.id is null or d.case_id <> o.case_id or d.chosen_id is distinct from o.person_id
        or not d.candidates @> jsonb_build_array(jsonb_build_object('personId', o.person_id))`,
  },
  {
    id: 'I4',
    sentence: 'An agent’s load equals their live offers and assignments, and is above the capacity by overrides only.',
    sql: `select g.person_id from agents g
      left join lateral (select count(*) as live from offers o where o.person_id = g.person_id and o.state = 'live') o on true
      left join lateral (select count(*) as live, count(*) filter (where is_override) as overrides
        from assignments a where a.person_id = g.person_id and a.ended_at is null) a on true
      where g.load <> o.live + a.live or g.load - a.overrides > g.capacity`,
  },
  {
    id: 'I9',
    sentence: 'No message was handed over outside the service window.',
    sql: `select t.id from send_attempts t join outbox o on o.id = t.outbox_id
      where o.kind = 'message' and not exists (select from messages m
        where m.customer_id = o.customer_id and m.channel_id = o.channel_id and m.direction = 'in'
          and m.at <= t.handed_at and m.at > t.handed_at - interval '${windowSeconds} seconds')`,
  },
  {
    id: 'I10',
    sentence: 'A message is, or may have been, taken by WhatsApp at most once.',
    sql: `select outbox_id from send_attempts where outcome in ('handed', 'accepted', 'unknown') group by outbox_id having count(*) > 1`,
  },
  {
    id: 'I11',
    sentence: 'An accepted attempt has its wamid, no other has one, and none is shared on a channel.',
    sql: `select id from send_attempts where (outcome = 'accepted') <> (wamid is not null)
      union all select min(t.id::text)::uuid from send_attempts t join outbox o on o.id = t.outbox_id
        where t.wamid is not null group by o.channel_id, t.wamid having count(*) > 1`,
  },
  {
    id: 'I12',
    sentence: 'An attempt without an answer for 120 s has been flagged to a person.',
    sql: `select id from send_attempts where outcome in ('handed', 'unknown') and flagged_at is null
      and handed_at < parley_now() - interval '150 seconds'`,
  },
  {
    id: 'I16',
    sentence: 'No message was handed over while an earlier one to the same customer was undecided.',
    sql: `select later.id from outbox earlier
      join outbox later on later.channel_id = earlier.channel_id and later.customer_id = earlier.customer_id and later.seq > earlier.seq
      where earlier.kind = 'message' and later.kind = 'message' and earlier.state in ('queued', 'handed')
        and later.state in ('handed', 'accepted')
        and exists (select from send_attempts t where t.outbox_id = later.id and t.handed_at > earlier.created_at
          -- Before they turned out to be one, two customers had a line each.
          and not exists (select from customers j where j.joined_into = later.customer_id and j.joined_at >= t.handed_at))`,
  },
  {
    id: 'I17',
    sentence: 'No lease is older than its end plus 30 s.',
    sql: `select id from outbox where state = 'handed' and leased_until < parley_now() - interval '30 seconds'`,
  },
  {
    id: 'I38',
    sentence: 'An assignment from an offer belongs to the agent who accepted it in time.',
    sql: `select a.id from assignments a join offers o on o.id = a.offer_id
      where o.person_id <> a.person_id or o.case_id <> a.case_id or o.state <> 'accepted' or o.ended_at > o.expires_at`,
  },
  {
    id: 'I39',
    sentence: 'Every live case is in exactly one place, and what makes that place stands beside it.',
    sql: `select c.id from cases c where c.closed_at is null and (c.place is null
      or (c.place = 'queued' and (c.skill_id is null or c.queued_at is null))
      or (c.place = 'offered') <> exists (select from offers o where o.case_id = c.id and o.state = 'live')
      or (c.place = 'assigned') <> exists (select from assignments a where a.case_id = c.id and a.ended_at is null
        and a.person_id = c.assigned_to)
      or (c.place = 'script') <> exists (select from runs r where r.case_id = c.id and r.state = 'active'))`,
  },
  {
    id: 'I50',
    sentence: 'An identity has one holder, a customer one of each kind, and whoever was joined into another has nothing left.',
    sql: `select min(customer_id::text)::uuid from customer_identities where ended_at is null group by kind, scope, value having count(*) > 1
      union all select customer_id from customer_identities where ended_at is null group by customer_id, kind, scope having count(*) > 1
      union all select id from customers u where joined_into is not null and (
        exists (select from customer_identities i where i.customer_id = u.id and i.ended_at is null)
        or exists (select from cases c where c.customer_id = u.id))`,
  },
];
