// Generated from server/db/migrations/ by `npm run schema`.
import type { ColumnType, GeneratedAlways } from 'kysely';

/** Read as milliseconds since 1970, written as ISO text. */
type Instant = ColumnType<number, string, string>;
/** Shaped by Meta or by the author of a script; written as JSON text. */
type Json = ColumnType<unknown, string, string>;
/** May be left out of an insert. */
type WithDefault<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

export type Tables = {
  schema_migrations: {
    version: number;
    name: string;
    sha256: string;
    applied_at: WithDefault<Instant>;
  };
  clock: {
    is_only: WithDefault<boolean>;
    offset_ms: WithDefault<number>;
  };
  organisation: {
    is_only: WithDefault<boolean>;
    name: string;
    feed_epoch: WithDefault<string>;
    setup_code_hash: Buffer | null;
  };
  roles: {
    id: string;
    name: string;
    permissions: string[];
  };
  people: {
    id: string;
    name: string;
    email: string;
    password_hash: string | null;
    language: 'ko' | 'en';
    role_id: string;
    is_demo: WithDefault<boolean>;
    created_at: WithDefault<Instant>;
    deactivated_at: Instant | null;
  };
  sessions: {
    id: string;
    token_hash: Buffer;
    person_id: string;
    created_at: WithDefault<Instant>;
    last_seen_at: WithDefault<Instant>;
    expires_at: Instant;
    ended_at: Instant | null;
  };
  sign_in_attempts: {
    id: GeneratedAlways<number>;
    account_hash: Buffer;
    address_hash: Buffer;
    at: WithDefault<Instant>;
  };
  skills: {
    id: string;
    name: string;
    accept_reject: WithDefault<boolean>;
    accept_seconds: WithDefault<number>;
  };
  agents: {
    person_id: string;
    state: WithDefault<'available' | 'busy' | 'away' | 'offline'>;
    reason: 'missed-offers' | 'connection-lost' | null;
    capacity: WithDefault<number>;
    load: WithDefault<number>;
    idle_since: WithDefault<Instant>;
    missed_in_row: WithDefault<number>;
    connected_until: Instant | null;
    changed_at: WithDefault<Instant>;
    missed_at: Instant | null;
  };
  agent_skills: {
    person_id: string;
    skill_id: string;
    proficiency: number;
  };
  agent_history: {
    id: GeneratedAlways<number>;
    person_id: string;
    at: WithDefault<Instant>;
    xid: WithDefault<string>;
    state: string;
    capacity: number;
    load: number;
    is_connected: boolean;
    idle_since: Instant;
    skills: Json;
  };
  scripts: {
    id: string;
    name: string;
  };
  script_versions: {
    id: string;
    script_id: string;
    version: number;
    definition: Json;
    published_at: Instant | null;
  };
  meta_apps: {
    id: string;
    name: string;
    app_secret: string;
    verify_token: string;
  };
  whatsapp_accounts: {
    id: string;
    meta_app_id: string;
    portfolio_id: string;
    name: string;
    access_token: string;
  };
  channels: {
    id: string;
    kind: 'whatsapp';
    name: string;
    whatsapp_account_id: string;
    phone_number_id: string;
    number: string;
    state: WithDefault<'active' | 'paused'>;
    paused_reason: string | null;
    default_skill_id: string;
    default_script_id: string;
    last_webhook_at: Instant | null;
    created_at: WithDefault<Instant>;
  };
  role_channels: {
    role_id: string;
    channel_id: string;
    permissions: string[];
  };
  customers: {
    id: string;
    name: string;
    language: 'ko' | 'en' | null;
    created_at: Instant;
    joined_into: string | null;
    joined_at: Instant | null;
  };
  customer_identities: {
    id: GeneratedAlways<number>;
    customer_id: string;
    kind: 'phone' | 'bsuid' | 'username';
    scope: string;
    value: string;
    created_at: Instant;
    ended_at: Instant | null;
  };
  cases: {
    id: string;
    number: GeneratedAlways<number>;
    customer_id: string;
    channel_id: string;
    skill_id: string | null;
    direction: 'in' | 'out';
    status: 'new' | 'open' | 'pending' | 'escalated' | 'resolved' | 'closed' | 'trashed';
    place: 'script' | 'queued' | 'offered' | 'assigned' | 'parked' | null;
    priority: WithDefault<number>;
    assigned_to: string | null;
    opened_at: Instant;
    queued_at: Instant | null;
    resolved_at: Instant | null;
    closed_at: Instant | null;
    waiting_since: Instant | null;
    last_customer_message_at: Instant | null;
    last_message_at: Instant;
    preview: Json | null;
    unread: WithDefault<number>;
    version: WithDefault<number>;
  };
  offers: {
    id: string;
    case_id: string;
    person_id: string;
    skill_id: string;
    decision_id: string;
    state: WithDefault<'live' | 'accepted' | 'rejected' | 'timed-out' | 'withdrawn' | 'taken-over'>;
    offered_at: Instant;
    expires_at: Instant;
    ended_at: Instant | null;
    ended_xid: string | null;
  };
  assignments: {
    id: string;
    case_id: string;
    person_id: string;
    offer_id: string | null;
    is_override: WithDefault<boolean>;
    started_at: Instant;
    ended_at: Instant | null;
    because: 'resolved' | 'closed' | 'trashed' | 'unassigned' | 'agent-left' | null;
    ended_xid: string | null;
  };
  runs: {
    id: string;
    case_id: string;
    script_version_id: string;
    state: 'active' | 'done' | 'failed';
    node_id: string;
    variables: WithDefault<Json>;
    steps: number;
    reason: string | null;
    started_at: Instant;
    ended_at: Instant | null;
  };
  decisions: {
    id: string;
    case_id: string;
    skill_id: string;
    at: Instant;
    trigger: string;
    snapshot: string;
    round_id: string;
    ordinal: number;
    rule_version: number;
    chosen_id: string | null;
    candidates: Json;
    excluded: Json;
  };
  messages: {
    id: string;
    case_id: string;
    customer_id: string;
    channel_id: string;
    direction: 'in' | 'out';
    author_kind: 'customer' | 'agent' | 'script' | 'system';
    author_id: string | null;
    content: Json;
    provider_id: string | null;
    provider_at: Instant | null;
    at: Instant;
    created_at: Instant;
    status: 'received' | 'queued' | 'unknown' | 'sent' | 'failed' | 'delivered' | 'read' | 'played';
    failure: Json | null;
    sent_at: Instant | null;
    delivered_at: Instant | null;
    read_at: Instant | null;
    flagged_at: Instant | null;
    quoted_message_id: string | null;
    retry_of: string | null;
    client_id: string | null;
    inbound_id: number | null;
    trace_id: string;
  };
  media: {
    id: string;
    channel_id: string;
    case_id: string;
    message_id: string | null;
    origin: 'inbound' | 'upload';
    provider_media_id: string | null;
    provider_expires_at: Instant | null;
    state: 'pending' | 'ready' | 'failed';
    claimed_sha256: Buffer | null;
    sha256: Buffer | null;
    mime_type: string | null;
    size_bytes: number | null;
    width: number | null;
    height: number | null;
    file_name: string | null;
    failure: string | null;
    attempts: WithDefault<number>;
    run_at: Instant | null;
    created_at: Instant;
  };
  inbound: {
    id: GeneratedAlways<number>;
    meta_app_id: string;
    received_at: Instant;
    sha256: Buffer;
    body: Buffer;
    trace_id: string;
  };
  inbound_work: {
    inbound_id: number;
    run_at: Instant;
    attempts: WithDefault<number>;
  };
  stuck_items: {
    id: string;
    inbound_id: number;
    position: string;
    reason: 'not-ours' | 'unreadable' | 'too-deep' | 'failed';
    detail: string;
    at: Instant;
    resolved_at: Instant | null;
  };
  parked_statuses: {
    channel_id: string;
    provider_id: string;
    status: string;
    provider_at: Instant;
    failure: Json | null;
    parked_at: Instant;
  };
  outbox: {
    id: string;
    seq: GeneratedAlways<number>;
    kind: 'message' | 'read-receipt';
    channel_id: string;
    customer_id: string;
    message_id: string | null;
    receipt_for: string | null;
    actor_id: string | null;
    state: WithDefault<'queued' | 'handed' | 'accepted' | 'rejected' | 'unknown'>;
    run_at: Instant;
    leased_until: Instant | null;
    fence: WithDefault<number>;
    tries: WithDefault<number>;
    created_at: Instant;
    trace_id: string;
  };
  send_attempts: {
    id: string;
    outbox_id: string;
    handed_at: Instant;
    outcome: 'handed' | 'accepted' | 'later' | 'rejected' | 'unknown';
    answered_at: Instant | null;
    wamid: string | null;
    code: number | null;
    flagged_at: Instant | null;
  };
  channel_pace: {
    channel_id: string;
    per_second: WithDefault<number>;
    tokens: WithDefault<number>;
    refilled_at: WithDefault<Instant>;
    held_until: Instant | null;
    recent: WithDefault<Json>;
  };
  timers: {
    id: string;
    kind: 'offer-expires';
    due_at: Instant;
    case_id: string;
    ref_id: string;
  };
  commands: {
    person_id: string;
    key: string;
    operation: string;
    input_hash: Buffer;
    answer: Json;
    created_at: WithDefault<Instant>;
  };
  events: {
    id: GeneratedAlways<number>;
    xid: WithDefault<string>;
    at: Instant;
    type: string;
    case_id: string | null;
    customer_id: string | null;
    channel_id: string | null;
    skill_id: string | null;
    person_id: string | null;
    actor_id: string | null;
    facts: Json;
    trace_id: string;
  };
  media_attempts: {
    id: GeneratedAlways<number>;
    channel_id: string;
    at: WithDefault<Instant>;
  };
};
