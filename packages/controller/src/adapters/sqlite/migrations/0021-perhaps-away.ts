// Version 21: whoever may be away is found without reading the fleet, as every look at a rollout wants (docs/adr/0071). Columns of
// their own, so that a host that is heard has no document read for an index, and changes one index alone.

export const sql = `
alter table host add column seen_at text not null default '';
alter table host add column of_note integer not null default 0;
update host set seen_at = coalesce(document ->> '$.contact.seenAt', ''),
  of_note = iif(coalesce(document -> '$.isolation', document -> '$.contact.isolation', document -> '$.carrierBack',
    document -> '$.guestsUnknown') is null, 0, 1);
create index host_seen_at on host (seen_at) where retired_at is null;
create index host_of_note on host (number) where of_note = 1 and retired_at is null;
`;
