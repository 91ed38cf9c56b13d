// Version 17: how each update of each host went, from when to when a host's standing was known, and when it is looked at again;
// what changed on hosts, found by time. Records begin with this version: of what was before nobody knows when it ended.
// 8640000000000000 is the last instant that a date can name: what goes on ends then.

export const sql = `
create table host_look (
  host_number integer primary key references host (number),
  wanted_at integer not null,
  looked_at integer
) strict;
insert into host_look (host_number, wanted_at) select number, 0 from host;
create index host_look_wanted on host_look (wanted_at, host_number);
create index host_look_oldest on host_look (looked_at) where looked_at is not null;

create table host_span (
  host_number integer not null references host (number),
  since integer not null,
  until integer not null default 8640000000000000,
  reason text,
  primary key (host_number, since)
) strict, without rowid;
create index host_span_begin on host_span (since);
create index host_span_ended on host_span (until) where until < 8640000000000000;

create table exposure_course (
  number integer primary key,
  host_number integer not null references host (number),
  source_package text not null,
  fixed_version text not null,
  began_at integer not null,
  learned_at integer not null,
  fix_at integer not null,
  due_at integer,
  rule text,
  severity text,
  excepted_from integer,
  excepted_until integer,
  installed_at integer,
  effect text not null,
  ended_at integer not null default 8640000000000000,
  ended text,
  document text not null,
  unique (host_number, source_package, fixed_version, began_at)
) strict;
create index exposure_course_standing on exposure_course (host_number, ended_at, due_at, began_at, effect, installed_at,
  excepted_from, excepted_until);
create index exposure_course_due on exposure_course (due_at, ended_at, severity, rule, ended, effect, installed_at,
  excepted_from, excepted_until, host_number) where due_at is not null;
create index exposure_course_undue on exposure_course (began_at) where due_at is null;
create index exposure_course_patched on exposure_course (ended_at, severity, fix_at, learned_at, installed_at)
  where ended = 'patched';
create index exposure_course_installed on exposure_course (installed_at) where effect = 'unknown';

alter table host_event add column at text as (document ->> '$.at') virtual;
alter table host_event add column kind text as (document ->> '$.event.kind') virtual;
create index host_event_changes on host_event (at, id) where kind = 'packages-changed';
`;
