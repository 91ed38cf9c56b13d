// Version 16: how many hosts are what, counted from an index alone: whoever watches the controller asks every few seconds,
// and 100,000 documents cannot be read for it.

export const sql = `
alter table host add column standing text not null default '';
update host set standing =
  '[' || coalesce(document -> '$.reportedMode', 'null')
  || ',' || coalesce(document -> '$.barred.code', 'null')
  || ',' || coalesce(document -> '$.contact.stopped', 'null')
  || ',' || coalesce(document -> '$.contact.agentVersion', 'null') || ']';
create index host_standing on host (standing) where retired_at is null;
`;
