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
    revision: number;
    document: string;
  };
  /** The document is the inventory without its packages. */
  inventory: { host_number: number; digest: string; received_at: string; document: string };
  /** One row per version that any host ever carried, told apart by its source too. */
  package_version: {
    id: Generated<number>;
    name: string;
    architecture: string;
    version: string;
    source_name: string;
    source_version: string;
  };
  host_package: {
    host_number: number;
    package_version_id: number;
    /** `null`: installed. It nearly always is, and the word in 60 million rows would take 600 MB. */
    state: string | null;
    automatic: number;
    held: number;
  };
  host_event: { id: Generated<number>; host_number: number; document: string };
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
  plan: { number: Generated<number>; digest: string; document: string };
  host_plan: { plan_number: number; host_id: string; generation: number; document: string };
  policy_revision: { revision: number; saved_by: string; saved_at: string; document: string };

  approval: {
    number: Generated<number>;
    plan_digest: string;
    patch_set_digest: string;
    standing: number;
    document: string;
  };

  rollout: { number: Generated<number>; rollout_id: string; state: string; revision: number; document: string };
  claim: { name: string; owner: string; epoch: number; expires_at: string; released: number };
  lease: { host_id: string; attempt_id: string; document: string };
  start_grant: { number: Generated<number>; host_id: string; attempt_id: string; document: string };
  taken_by_hand: { host_id: string };

  api_token: { token_id: string; secret_digest: string; document: string };
  enrolment_token: { secret_digest: string; document: string };
  audit_event: { sequence: number; document: string };
  setting: { name: string; value: string };
}
