// Version 8: what stands beside an approval: refusals, change requests; plans that have not expired, and the
// rollouts of a plan, found without reading all that ever were.

export const sql = `
alter table plan add column expires_at text as (document ->> '$.header.bounds.expiresAt') virtual;
create index plan_by_expiry on plan (expires_at, number);

alter table rollout add column plan_digest text as (document ->> '$.planDigest') virtual;
create index rollout_by_plan on rollout (plan_digest, number);

create table plan_refusal (
  plan_digest text primary key,
  document text not null
) strict, without rowid;

create table change_request (
  number integer primary key,
  plan_digest text not null unique,
  state text not null,
  revision integer not null,
  document text not null
) strict;
create index change_request_by_state on change_request (state, number);
`;
