// Version 4: exposures as they were last counted, and which of them must be counted again. Marks are set by triggers:
// what changes a count happens in many places, and one that forgot it would leave a list that looks safer than it is.

export const sql = `
-- What hosts are counted apart by, where counting reads no document: a third of the time.
alter table host add column environment text as (document ->> '$.labels.environment') virtual;
alter table host add column owner text as (document ->> '$.labels.owner') virtual;
alter table host add column facing text as (document ->> '$.labels.facing') virtual;
alter table host add column human_impact text as (document ->> '$.labels."human-impact"') virtual;
alter table host add column enrolled_at text as (document ->> '$.enrolledAt') virtual;
create index host_class on host (number, retired_at, environment, owner, facing, human_impact, enrolled_at, host_id);

create table exposure (
  number integer primary key,
  source_package text not null,
  distribution text not null,
  release text not null,
  fixed_version text not null,
  severity integer,
  counted_at text not null,
  document text not null,
  unique (source_package, distribution, release, fixed_version)
) strict;

create table exposure_hosts (
  exposure_number integer not null references exposure (number),
  environment text,
  owner text,
  hosts integer not null,
  unknown integer not null,
  reboot_pending integer not null,
  due text not null,
  document text not null
) strict;
create index exposure_hosts_by_exposure on exposure_hosts (exposure_number);

create table exposure_uncounted (
  id integer primary key,
  source_package text not null,
  distribution text not null,
  release text not null,
  fixed_version text not null,
  unique (source_package, distribution, release, fixed_version)
) strict;

create trigger exposure_of_new_update after insert on package_update begin
  insert or ignore into exposure_uncounted (source_package, distribution, release, fixed_version)
  values (new.source_package, new.distribution, new.release, new.fixed_version);
end;
create trigger exposure_of_gone_update after delete on package_update begin
  insert or ignore into exposure_uncounted (source_package, distribution, release, fixed_version)
  values (old.source_package, old.distribution, old.release, old.fixed_version);
end;
create trigger exposure_of_carriers after update of hosts on package_version begin
  insert or ignore into exposure_uncounted (source_package, distribution, release, fixed_version)
  select source_package, distribution, release, fixed_version from package_update where package_version_id = new.id;
end;
create trigger exposure_of_labels after update of document on host
when old.document -> '$.labels' is not new.document -> '$.labels' begin
  insert or ignore into exposure_uncounted (source_package, distribution, release, fixed_version)
  select its.source_package, its.distribution, its.release, its.fixed_version
  from host_package as carried join package_update as its on its.package_version_id = carried.package_version_id
  where carried.host_number = new.number;
end;
create trigger exposure_of_kernel after update of document on inventory
when old.document -> '$.system.kernel' is not new.document -> '$.system.kernel' begin
  insert or ignore into exposure_uncounted (source_package, distribution, release, fixed_version)
  select its.source_package, its.distribution, its.release, its.fixed_version
  from host_package as carried join package_update as its on its.package_version_id = carried.package_version_id
  where carried.host_number = new.host_number;
end;
create trigger exposure_of_facing after insert on deadline_start when new.kind = 'facing-changed' begin
  insert or ignore into exposure_uncounted (source_package, distribution, release, fixed_version)
  select its.source_package, its.distribution, its.release, its.fixed_version
  from host join host_package as carried on carried.host_number = host.number
  join package_update as its on its.package_version_id = carried.package_version_id
  where host.host_id = new.subject;
end;
create trigger exposure_of_facing_again after update on deadline_start when new.kind = 'facing-changed' begin
  insert or ignore into exposure_uncounted (source_package, distribution, release, fixed_version)
  select its.source_package, its.distribution, its.release, its.fixed_version
  from host join host_package as carried on carried.host_number = host.number
  join package_update as its on its.package_version_id = carried.package_version_id
  where host.host_id = new.subject;
end;

-- Verdicts that are unknown are few, and asked for beside every list.
create index verdict_unknown on verdict (source_package, distribution, release, fixed_version) where affected = 0;

-- Counted for the first time by whoever opens this database.
insert or ignore into exposure_uncounted (source_package, distribution, release, fixed_version)
select distinct source_package, distribution, release, fixed_version from package_update;
`;
