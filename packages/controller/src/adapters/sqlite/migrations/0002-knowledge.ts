// Version 2: what feeds say, and what it means. A package version is now one of a distribution and release, because that
// is what is judged; hosts that carry equal ones share its verdicts. Times that are compared a million times are
// milliseconds, not text: 6 bytes instead of 24.

export const sql = `
alter table host add column retired_at integer;
update host set retired_at =
  cast(round(unixepoch(document ->> '$.retiredAt', 'subsec') * 1000) as integer) where document ->> '$.retiredAt' is not null;

alter table inventory add column first_received_at integer not null default 0;
update inventory set first_received_at = cast(round(unixepoch(received_at, 'subsec') * 1000) as integer);

drop index host_package_by_version;
alter table host_package rename to host_package_before;
alter table package_version rename to package_version_before;

create table package_version (
  id integer primary key,
  name text not null,
  architecture text not null,
  version text not null,
  source_name text not null,
  source_version text not null,
  distribution text not null,
  release text not null,
  format text not null,
  origin text not null,
  extra text not null,
  hosts integer not null,
  pending text,
  unique (name, architecture, version, source_name, source_version, distribution, release, format, origin,
    extra)
) strict;
create index package_version_pending on package_version (id) where pending is not null;

create table host_package (
  host_number integer not null references host (number),
  package_version_id integer not null references package_version (id),
  state text,
  automatic integer not null,
  held integer not null,
  primary key (host_number, package_version_id)
) strict, without rowid;

insert into package_version
  (name, architecture, version, source_name, source_version, distribution, release, format, origin, extra,
    hosts, pending)
select its.name, its.architecture, its.version, its.source_name, its.source_version,
  inventory.document ->> '$.system.distribution', inventory.document ->> '$.system.release',
  inventory.document ->> '$.system.packageFormat', 'unknown', '{}', sum(host.retired_at is null), 'new'
from host_package_before carried
join package_version_before its on its.id = carried.package_version_id
join inventory on inventory.host_number = carried.host_number
join host on host.number = carried.host_number
group by 1, 2, 3, 4, 5, 6, 7, 8;

insert into host_package (host_number, package_version_id, state, automatic, held)
select carried.host_number, its.id, carried.state, carried.automatic, carried.held
from host_package_before carried
join package_version_before was on was.id = carried.package_version_id
join inventory on inventory.host_number = carried.host_number
join package_version its on its.name = was.name and its.architecture = was.architecture
  and its.version = was.version and its.source_name = was.source_name and its.source_version = was.source_version
  and its.distribution = inventory.document ->> '$.system.distribution'
  and its.release = inventory.document ->> '$.system.release'
  and its.format = inventory.document ->> '$.system.packageFormat';

drop table host_package_before;
drop table package_version_before;
create index host_package_by_version on host_package (package_version_id, host_number);

create table host_package_change (
  id integer primary key,
  host_number integer not null references host (number),
  package_version_id integer not null references package_version (id),
  at integer not null,
  change integer not null,
  state text,
  automatic integer not null,
  held integer not null
) strict;
create index host_package_change_by_host on host_package_change (host_number, at);
create index host_package_change_by_version on host_package_change (package_version_id, at);

create table feed (
  number integer primary key,
  name text not null unique,
  removed integer not null,
  revision integer not null,
  document text not null
) strict;

-- A number is never given again: whoever holds that of a dropped import must not meet another one under it.
create table feed_import (
  number integer primary key autoincrement,
  feed_number integer not null references feed (number),
  began_at integer not null,
  finished_at integer,
  feed_date integer
) strict;
create index feed_import_by_feed on feed_import (feed_number, finished_at);

create table import_seen (
  import_number integer not null references feed_import (number),
  record_number integer not null,
  primary key (import_number, record_number)
) strict, without rowid;

create table knowledge_record (
  number integer primary key,
  feed_number integer not null references feed (number),
  import_number integer not null references feed_import (number),
  kind text not null,
  record_key text not null,
  name text,
  digest text not null,
  known_from integer,
  known_until integer,
  document text not null
) strict;
create index knowledge_record_open on knowledge_record (feed_number, kind, record_key) where known_until is null;
create index knowledge_record_by_key on knowledge_record (kind, record_key);
create index knowledge_record_by_name on knowledge_record (name, feed_number, number) where name is not null;
create index knowledge_record_by_import on knowledge_record (import_number);
create index knowledge_record_closed on knowledge_record (known_until) where known_until is not null;

create table record_vulnerability (
  vulnerability text not null,
  record_number integer not null,
  primary key (vulnerability, record_number)
) strict, without rowid;
create index record_vulnerability_by_record on record_vulnerability (record_number);

create table statement (
  id integer primary key,
  record_number integer not null references knowledge_record (number),
  subject_kind text not null,
  name text not null,
  document text not null
) strict;
create index statement_by_subject on statement (name, subject_kind, record_number);
create index statement_by_record on statement (record_number);

create table package_subject (
  name text not null,
  subject_kind text not null,
  distribution text not null,
  release text not null,
  package_version_id integer not null references package_version (id),
  primary key (name, subject_kind, distribution, release, package_version_id)
) strict, without rowid;
create index package_subject_by_version on package_subject (package_version_id);
create index package_subject_by_release on package_subject (distribution, release);

create table verdict (
  id integer primary key,
  digest text not null unique,
  distribution text not null,
  release text not null,
  source_package text not null,
  fixed_version text not null,
  vulnerability text not null,
  advisory text,
  affected integer not null,
  document text not null
) strict;
create index verdict_by_vulnerability on verdict (vulnerability);
create index verdict_by_advisory on verdict (advisory);
create index verdict_by_update on verdict (source_package, distribution, release, fixed_version, vulnerability);

create table package_verdict (
  package_version_id integer not null references package_version (id),
  verdict_id integer not null references verdict (id),
  known_from integer not null,
  known_until integer,
  primary key (package_version_id, verdict_id, known_from)
) strict, without rowid;
create index package_verdict_by_verdict on package_verdict (verdict_id, known_until);
create index package_verdict_closed on package_verdict (known_until) where known_until is not null;

create table package_update (
  source_package text not null,
  distribution text not null,
  release text not null,
  fixed_version text not null,
  package_version_id integer not null references package_version (id),
  primary key (source_package, distribution, release, fixed_version, package_version_id)
) strict, without rowid;
create index package_update_by_version on package_update (package_version_id);

create table news (
  source_package text not null,
  distribution text not null,
  release text not null,
  fixed_version text not null,
  vulnerability text not null,
  primary key (source_package, distribution, release, fixed_version, vulnerability)
) strict, without rowid;

create table deadline_start (
  kind text not null,
  subject text not null,
  at text not null,
  primary key (kind, subject)
) strict, without rowid;

create table audience (
  name text primary key,
  document text not null
) strict;

create table outbox_event (
  number integer primary key,
  event_id text not null unique,
  document text not null
) strict;

create table delivery (
  event_id text not null references outbox_event (event_id),
  audience text not null,
  state text not null,
  next_try_at text not null,
  document text not null,
  primary key (event_id, audience)
) strict;
create index delivery_due on delivery (state, next_try_at);
create index delivery_by_audience on delivery (audience, state);
`;
