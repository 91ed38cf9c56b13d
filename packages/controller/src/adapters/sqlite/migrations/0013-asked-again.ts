// Version 13: a plan that was refused may be asked for again: then it has a refusal that stands no longer, who asked, and
// another change request beside the one that has ended.

export const sql = `
alter table plan_refusal rename to plan_refusal_8;
create table plan_refusal (
  number integer primary key,
  plan_digest text not null,
  standing integer not null,
  document text not null
) strict;
insert into plan_refusal (plan_digest, standing, document)
  select plan_digest, 1, document from plan_refusal_8 order by document ->> '$.refusedAt', plan_digest;
drop table plan_refusal_8;
create unique index plan_refusal_standing on plan_refusal (plan_digest) where standing = 1;

create table plan_asked_again (
  number integer primary key,
  plan_digest text not null,
  document text not null
) strict;
create index plan_asked_again_by_plan on plan_asked_again (plan_digest, number);

alter table change_request rename to change_request_8;
create table change_request (
  number integer primary key,
  plan_digest text not null,
  state text not null,
  revision integer not null,
  document text not null
) strict;
insert into change_request (number, plan_digest, state, revision, document)
  select number, plan_digest, state, revision, document from change_request_8;
drop table change_request_8;
create unique index change_request_open on change_request (plan_digest) where state in ('open', 'approved');
create index change_request_by_plan on change_request (plan_digest, number);
create index change_request_by_state on change_request (state, number);
`;
