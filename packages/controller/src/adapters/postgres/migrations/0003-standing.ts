// Version 3: how many hosts are what, as SQLite's version 16 has it.

export const sql = `
alter table host add column standing text collate "C" not null default '';
update host set standing = '[' || coalesce(cast(cast(document as json) #> '{reportedMode}' as text), 'null')
  || ',' || coalesce(cast(cast(document as json) #> '{barred,code}' as text), 'null')
  || ',' || coalesce(cast(cast(document as json) #> '{contact,stopped}' as text), 'null')
  || ',' || coalesce(cast(cast(document as json) #> '{contact,agentVersion}' as text), 'null') || ']';
create index host_standing on host (standing) where retired_at is null;
`;
