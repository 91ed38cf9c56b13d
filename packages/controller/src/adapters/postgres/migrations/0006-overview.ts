// Version 6: the fleet in numbers and answers that are awaited, as SQLite's version 18 has them.

export const sql = `
update host set standing = '[' || coalesce(cast(document_json(document) #> '{reportedMode}' as text), 'null')
  || ',' || coalesce(cast(document_json(document) #> '{barred,code}' as text), 'null')
  || ',' || coalesce(cast(document_json(document) #> '{contact,stopped}' as text), 'null')
  || ',' || coalesce(cast(document_json(document) #> '{contact,agentVersion}' as text), 'null')
  || ',' || coalesce(cast(document_json(document) #> '{wantedMode}' as text), 'null')
  || ',' || case when document_json(document) #>> '{inventoryAwaitedSince}' is null then 'false' else 'true' end || ']';

alter table inventory add column pending text collate "C" generated always as (case
  when coalesce(document_json(document) #>> '{updates,kind}', '') <> 'known' then 'unknown'
  when json_array_length(document_json(document) #> '{updates,updates}') = 0 then 'none'
  when strpos(cast(document_json(document) #> '{updates,updates}' as text), '"security":true') > 0 then 'security'
  else 'some' end) stored;

create index proposal_awaited on proposal (patch_set_digest, host_id) where answered = 0;
`;
