// The tables as types: one interface for every SQL store. How they are made is each store's own (migrations/).
//
// A row is its document, canonical JSON text, beside the columns that something is looked up or ordered by: a field
// that only people and use cases read needs no migration. `number` and `id` are the store's own, small where they are
// repeated a million times, and never leave it. Yes and no are 1 and 0, so that both databases keep them alike.

import type { Generated } from 'kysely';

export interface Database {
  host: {
    number: Generated<number>;
    host_id: string;
    certificate_serial: string;
    retired_at: number | null;
    revision: number;
    document: string;
    /** `[mode, barred, stopped, agent's version, wanted mode, whether an inventory is awaited]`; of its own, so that being heard again changes no index. */
    standing: string;
    /** Empty: it never was. */
    seen_at: string;
    /** 1: its record has a word of what keeps hosts away, see `StoreFleet.perhapsAway`. */
    of_note: number;
  };
  /** The document is the inventory without its packages. */
  inventory: {
    host_number: number;
    digest: string;
    received_at: string;
    first_received_at: number;
    document: string;
  };
  /** One row per version that any host of one distribution and release ever carried, told apart by its source too. */
  package_version: {
    id: Generated<number>;
    name: string;
    architecture: string;
    version: string;
    source_name: string;
    source_version: string;
    distribution: string;
    release: string;
    format: string;
    /** Who publishes it: `distribution`, `foreign` or `unknown`. */
    origin: string;
    /** What else an inventory says of a package that is the same on every host, as canonical JSON. */
    extra: string;
    /** How many hosts carry it now, retired ones left out: counted at every change, so that no question counts. */
    hosts: number;
    /** `null`: judged as of now. */
    pending: string | null;
  };
  host_package: {
    host_number: number;
    package_version_id: number;
    /** `null`: installed. It nearly always is, and the word in 60 million rows would take 600 MB. */
    state: string | null;
    automatic: number;
    held: number;
  };
  /** What an inventory changed against the one before: 1 is added, -1 is removed. */
  host_package_change: {
    id: Generated<number>;
    host_number: number;
    package_version_id: number;
    at: number;
    change: number;
    state: string | null;
    automatic: number;
    held: number;
  };
  host_event: {
    id: Generated<number>;
    host_number: number;
    document: string;
    /** Computed from the document. */
    readonly at: Generated<string>;
    readonly kind: Generated<string>;
  };
  ledger_entry: { host_number: number; sequence: number; digest: string; document: string };

  cut_request: { number: Generated<number>; cut_id: string; state: string; revision: number; document: string };
  patch_set: { number: Generated<number>; digest: string; document: string };
  proposal: {
    number: Generated<number>;
    host_id: string;
    patch_set_digest: string;
    answered: number;
    document: string;
  };
  newest_index: { repository: string; signed_at: string };

  plan_request: {
    number: Generated<number>;
    plan_request_id: string;
    state: string;
    revision: number;
    document: string;
  };
  plan: {
    number: Generated<number>;
    digest: string;
    document: string;
    /** Of its bounds; computed from the document. */
    readonly expires_at: Generated<string>;
  };
  host_plan: { plan_number: number; host_id: string; generation: number; document: string };
  policy_revision: { revision: number; saved_by: string; saved_at: string; document: string };

  approval: {
    number: Generated<number>;
    plan_digest: string;
    patch_set_digest: string;
    standing: number;
    document: string;
  };

  plan_refusal: { number: Generated<number>; plan_digest: string; standing: number; document: string };
  plan_asked_again: { number: Generated<number>; plan_digest: string; document: string };
  change_request: { number: number; plan_digest: string; state: string; revision: number; document: string };

  promotion: {
    number: Generated<number>;
    promotion_id: string;
    patch_set_digest: string;
    environment: string;
    closed: number;
    revision: number;
    document: string;
  };
  patch_set_standing: { digest: string; revision: number; document: string };
  version_quarantine: {
    number: Generated<number>;
    quarantine_id: string;
    lifted: number;
    revision: number;
    document: string;
  };

  rollout: {
    number: Generated<number>;
    rollout_id: string;
    state: string;
    revision: number;
    document: string;
    /** Computed from the document. */
    readonly plan_digest: Generated<string>;
  };
  claim: { name: string; owner: string; epoch: number; expires_at: string; released: number };
  lease: { host_id: string; attempt_id: string; document: string };
  start_grant: { number: Generated<number>; host_id: string; attempt_id: string; document: string };
  gate_reading: { rollout_id: string; wave: number; name: string; document: string };
  taken_by_hand: { host_id: string };

  reading: { host_number: number; reading_id: string; wanted_until: string; document: string };
  /** The document is without the look, which comes again and again. */
  checklist: { number: Generated<number>; plan_digest: string; until: string; document: string; look: string | null };

  api_token: { token_id: string; secret_digest: string; document: string };
  enrolment_token: { secret_digest: string; document: string };
  account: { name: string; document: string };
  session: { secret_digest: string; account: string; expires_at: string; document: string };
  audit_event: { sequence: number; document: string };
  setting: { name: string; value: string };

  feed: { number: Generated<number>; name: string; removed: number; revision: number; document: string };
  feed_import: {
    number: Generated<number>;
    feed_number: number;
    began_at: number;
    finished_at: number | null;
    feed_date: number | null;
  };
  import_seen: { import_number: number; record_number: number };
  /** `known_from` is null until the import that brought it is finished. An advisory's document is without its statements. */
  knowledge_record: {
    number: number;
    feed_number: number;
    import_number: number;
    kind: string;
    record_key: string;
    name: string | null;
    digest: string;
    known_from: number | null;
    known_until: number | null;
    document: string;
  };
  record_vulnerability: { vulnerability: string; record_number: number };
  statement: {
    id: Generated<number>;
    record_number: number;
    subject_kind: string;
    name: string;
    document: string;
  };
  package_subject: {
    name: string;
    subject_kind: string;
    distribution: string;
    release: string;
    package_version_id: number;
  };
  /** Distinct ones: eight binary packages of one kernel share 2,578 rows. An empty `fixed_version` is "no fix". */
  verdict: {
    id: Generated<number>;
    digest: string;
    distribution: string;
    release: string;
    source_package: string;
    fixed_version: string;
    vulnerability: string;
    advisory: string | null;
    affected: number;
    document: string;
  };
  package_verdict: {
    package_version_id: number;
    verdict_id: number;
    known_from: number;
    known_until: number | null;
  };
  /** What `package_verdict` says now of affected ones, once per update instead of once per vulnerability. */
  package_update: {
    source_package: string;
    distribution: string;
    release: string;
    fixed_version: string;
    package_version_id: number;
  };
  /** As last counted; an empty `fixed_version` is "no fix". */
  exposure: {
    number: Generated<number>;
    source_package: string;
    distribution: string;
    release: string;
    fixed_version: string;
    severity: number | null;
    counted_at: string;
    document: string;
  };
  /** `due` sorts by what is due first. */
  exposure_hosts: {
    exposure_number: number;
    environment: string | null;
    owner: string | null;
    hosts: number;
    unknown: number;
    reboot_pending: number;
    excepted: Generated<number>;
    due: string;
    document: string;
  };
  exposure_uncounted: {
    id: Generated<number>;
    source_package: string;
    distribution: string;
    release: string;
    fixed_version: string;
  };
  /** When each host is to be looked at for its record: 0 at once, 1 as soon as nobody is before it. */
  host_look: { host_number: number; wanted_at: number; looked_at: number | null };
  /** `until` of what goes on lies after every instant (`OPEN`). A reason that is not there: it was known. */
  host_span: { host_number: number; since: number; until: number; reason: string | null };
  /** `ended_at` and `excepted_until` as `until` above. */
  exposure_course: {
    number: Generated<number>;
    host_number: number;
    source_package: string;
    fixed_version: string;
    began_at: number;
    learned_at: number;
    fix_at: number;
    due_at: number | null;
    rule: string | null;
    severity: string | null;
    excepted_from: number | null;
    excepted_until: number | null;
    installed_at: number | null;
    effect: string;
    ended_at: number;
    ended: string | null;
    document: string;
  };
  news: {
    source_package: string;
    distribution: string;
    release: string;
    fixed_version: string;
    vulnerability: string;
  };
  deadline_start: { kind: string; subject: string; at: string };
  audience: { name: string; document: string };
  outbox_event: { number: Generated<number>; event_id: string; about: string | null; document: string };
  delivery: {
    event_id: string;
    audience: string;
    state: string;
    next_try_at: string;
    added_at: string | null;
    digest_id: string | null;
    open_digest: string | null;
    document: string;
  };
}
