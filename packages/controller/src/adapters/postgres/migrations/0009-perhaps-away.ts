// Version 9: whoever may be away, as SQLite's version 21 has it; but no index of when a host was heard. Each of 3,333 check-ins a
// second would then write a new entry into every index of its row, where now it writes into none; the column is looked
// through instead, by the database and not by a controller.

export const sql = `
alter table host add column seen_at text collate "C" not null default '';
alter table host add column of_note bigint not null default 0;
update host set seen_at = coalesce(document_json(document) #>> '{contact,seenAt}', ''),
  of_note = case when coalesce(document_json(document) #>> '{isolation}', document_json(document) #>> '{contact,isolation}',
    document_json(document) #>> '{carrierBack}', document_json(document) #>> '{guestsUnknown}') is null then 0 else 1 end;
create index host_of_note on host (number) where of_note = 1 and retired_at is null;
`;
