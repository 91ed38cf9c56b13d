// Version 22: hosts whose package database is not whole, found without reading every inventory, since somebody asks each hour.

export const sql = `
alter table inventory add column database_state text as (nullif(document ->> '$.packageDatabase.state', 'whole')) virtual;
create index inventory_database on inventory (host_number, received_at, database_state) where database_state is not null;
`;
