// Version 6: readings that hosts are asked for, and checklists of plans with the newest look at them.

export const sql = `
create table reading (
  host_number integer not null references host (number),
  reading_id text not null,
  wanted_until text not null,
  document text not null,
  primary key (host_number, reading_id)
) strict;
create index reading_by_id on reading (reading_id);
create index reading_wanted_until on reading (wanted_until);

create table checklist (
  number integer primary key,
  plan_digest text not null unique,
  until text not null,
  document text not null,
  look text
) strict;
create index checklist_until on checklist (until);
`;
