// Version 7: the way of patch sets through the environments, what became of each as a whole, and versions kept from hosts.

export const sql = `
create table promotion (
  number integer primary key,
  promotion_id text not null unique,
  patch_set_digest text not null,
  environment text not null,
  closed integer not null,
  revision integer not null,
  document text not null
) strict;
create index promotion_in on promotion (environment, number);
create index promotion_of on promotion (patch_set_digest, number);
create index promotion_open on promotion (number) where closed = 0;

create table patch_set_standing (
  digest text primary key,
  revision integer not null,
  document text not null
) strict, without rowid;

create table version_quarantine (
  number integer primary key,
  quarantine_id text not null unique,
  lifted integer not null,
  revision integer not null,
  document text not null
) strict;
create index version_quarantine_standing on version_quarantine (number) where lifted = 0;
`;
