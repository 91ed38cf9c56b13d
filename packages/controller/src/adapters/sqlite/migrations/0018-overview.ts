// Version 18: the fleet in numbers, and whether hosts have still to answer for a patch set, from indexes alone. Both were found by
// reading every host: the first as often as somebody looks at the overview, the second with every answer.

export const sql = `
update host set standing = json_array(json(document -> '$.reportedMode'),
  document ->> '$.barred.code', json(coalesce(document -> '$.contact.stopped', 'null')),
  document ->> '$.contact.agentVersion', document ->> '$.wantedMode',
  json(iif(document ->> '$.inventoryAwaitedSince' is null, 'false', 'true')));
drop index host_class;
create index host_class on host (number, retired_at, environment, owner, facing, human_impact, enrolled_at, host_id,
  hostname, mode, labels, standing);

alter table inventory add column pending text as (case
  when coalesce(document ->> '$.updates.kind', '') <> 'known' then 'unknown'
  when json_array_length(document, '$.updates.updates') = 0 then 'none'
  when instr(document -> '$.updates.updates', '"security":true') > 0 then 'security'
  else 'some' end) virtual;
drop index inventory_asked;
create index inventory_asked on inventory (host_number, distribution, release, architecture, running_kernel, reboot,
  received_at, pending);

create index proposal_awaited on proposal (patch_set_digest, host_id) where answered = 0;
`;
