// Version 15: what lists of a hundred thousand hosts are filtered by, where it is found without reading a document of each; and
// advisories in the order in which they were published.

export const sql = `
alter table host add column hostname text as (document ->> '$.hostname') virtual;
alter table host add column mode text as (document ->> '$.reportedMode') virtual;
alter table host add column labels text as (document -> '$.labels') virtual;
drop index host_class;
create index host_class on host (number, retired_at, environment, owner, facing, human_impact, enrolled_at, host_id,
  hostname, mode, labels);

alter table inventory add column distribution text as (document ->> '$.system.distribution') virtual;
alter table inventory add column release text as (document ->> '$.system.release') virtual;
alter table inventory add column architecture text as (document ->> '$.system.architecture') virtual;
alter table inventory add column running_kernel text as (document ->> '$.system.kernel.running') virtual;
alter table inventory add column reboot text as (nullif(document ->> '$.reboot.kind', 'unknown')) virtual;
create index inventory_asked on inventory (host_number, distribution, release, architecture, running_kernel, reboot,
  received_at);

alter table knowledge_record add column published text as (coalesce(document ->> '$.publishedAt', '')) virtual;
create index knowledge_record_newest on knowledge_record (published, number)
  where name is not null and known_until is null;
`;
