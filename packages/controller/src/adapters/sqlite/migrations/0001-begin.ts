// Version 1. Never edited once released: a change is the next file. STRICT, so that a column holds what it says.
// WITHOUT ROWID where rows are small and only ever found by their key; documents would make such trees deep.

export const sql = `
create table host (
  number integer primary key,
  host_id text not null unique,
  certificate_serial text not null unique,
  revision integer not null,
  document text not null
) strict;

create table inventory (
  host_number integer primary key references host (number),
  digest text not null,
  received_at text not null,
  document text not null
) strict;

create table package_version (
  id integer primary key,
  name text not null,
  architecture text not null,
  version text not null,
  source_name text not null,
  source_version text not null,
  unique (name, architecture, version, source_name, source_version)
) strict;

create table host_package (
  host_number integer not null references host (number),
  package_version_id integer not null references package_version (id),
  state text,
  automatic integer not null,
  held integer not null,
  primary key (host_number, package_version_id)
) strict, without rowid;
create index host_package_by_version on host_package (package_version_id, host_number);

create table host_event (
  id integer primary key,
  host_number integer not null references host (number),
  document text not null
) strict;
create index host_event_by_host on host_event (host_number, id);

create table ledger_entry (
  host_number integer not null references host (number),
  sequence integer not null,
  digest text not null,
  document text not null,
  primary key (host_number, sequence)
) strict;

create table cut_request (
  number integer primary key,
  cut_id text not null unique,
  state text not null,
  revision integer not null,
  document text not null
) strict;
create index cut_request_by_state on cut_request (state, number);

create table patch_set (
  number integer primary key,
  digest text not null unique,
  document text not null
) strict;

create table proposal (
  number integer primary key,
  host_id text not null,
  patch_set_digest text not null,
  answered integer not null,
  document text not null,
  unique (host_id, patch_set_digest)
) strict;
create index proposal_by_host on proposal (host_id, answered, number);

create table newest_index (
  repository text primary key,
  signed_at text not null
) strict, without rowid;

create table plan_request (
  number integer primary key,
  plan_request_id text not null unique,
  state text not null,
  revision integer not null,
  document text not null
) strict;
create index plan_request_by_state on plan_request (state, number);

create table plan (
  number integer primary key,
  digest text not null unique,
  document text not null
) strict;

create table host_plan (
  plan_number integer not null references plan (number),
  host_id text not null,
  generation integer not null,
  document text not null,
  primary key (plan_number, host_id)
) strict;
create index host_plan_by_host on host_plan (host_id, generation, plan_number);

create table policy_revision (
  revision integer primary key,
  saved_by text not null,
  saved_at text not null,
  document text not null
) strict;

create table approval (
  number integer primary key,
  plan_digest text not null,
  patch_set_digest text not null,
  standing integer not null,
  document text not null
) strict;
create index approval_by_plan on approval (plan_digest, number);
create index approval_by_patch_set on approval (patch_set_digest, number);

create table rollout (
  number integer primary key,
  rollout_id text not null unique,
  state text not null,
  revision integer not null,
  document text not null
) strict;
create index rollout_by_state on rollout (state, number);

create table claim (
  name text primary key,
  owner text not null,
  epoch integer not null,
  expires_at text not null,
  released integer not null
) strict, without rowid;

create table lease (
  host_id text primary key,
  attempt_id text not null,
  document text not null
) strict;

create table start_grant (
  number integer primary key,
  host_id text not null,
  attempt_id text not null,
  document text not null,
  unique (host_id, attempt_id)
) strict;

create table taken_by_hand (
  host_id text primary key
) strict, without rowid;

create table api_token (
  token_id text primary key,
  secret_digest text not null unique,
  document text not null
) strict;

create table enrolment_token (
  secret_digest text primary key,
  document text not null
) strict;

create table audit_event (
  sequence integer primary key,
  document text not null
) strict;

create table setting (
  name text primary key,
  value text not null
) strict, without rowid;
`;
