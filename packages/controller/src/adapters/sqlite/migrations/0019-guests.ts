// Version 19: who carries guests, found without reading every inventory, since every start asks.

export const sql = `
alter table inventory add column guests text as (nullif(document -> '$.guests.guests', '[]')) virtual;
create index inventory_guests on inventory (host_number, guests) where guests is not null;
`;
