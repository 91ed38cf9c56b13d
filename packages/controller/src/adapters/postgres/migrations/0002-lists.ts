// Version 2, what lists are filtered and ordered by: as SQLite's version 15 has it.

const stored = (column: string, path: string): string => `
  add column ${column} text collate "C" generated always as (cast(document as json) #>> '{${path}}') stored`;

export const lists = `
alter table host ${stored('hostname', 'hostname')}, ${stored('mode', 'reportedMode')},
  add column labels text collate "C" generated always as (cast(cast(document as json) -> 'labels' as text)) stored;

alter table inventory ${stored('distribution', 'system,distribution')}, ${stored('release', 'system,release')},
  ${stored('architecture', 'system,architecture')}, ${stored('running_kernel', 'system,kernel,running')},
  add column reboot text collate "C"
    generated always as (nullif(cast(document as json) #>> '{reboot,kind}', 'unknown')) stored;

alter table knowledge_record add column published text collate "C"
  generated always as (coalesce(cast(document as json) #>> '{publishedAt}', '')) stored;
create index knowledge_record_newest on knowledge_record (published, number)
  where name is not null and known_until is null;
`;
