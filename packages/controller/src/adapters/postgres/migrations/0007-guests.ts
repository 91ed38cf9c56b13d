// Version 7: who carries guests, as SQLite's version 19 has it.

export const sql = `
alter table inventory add column guests text collate "C"
  generated always as (nullif(cast(document_json(document) #> '{guests,guests}' as text), '[]')) stored;
create index inventory_guests on inventory (host_number) where guests is not null;
`;
