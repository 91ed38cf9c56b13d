// Version 10: hosts whose package database is not whole, as SQLite's version 22 has it.

export const sql = `
alter table inventory add column database_state text collate "C"
  generated always as (nullif(document_json(document) #>> '{packageDatabase,state}', 'whole')) stored;
create index inventory_database on inventory (host_number) where database_state is not null;
`;
