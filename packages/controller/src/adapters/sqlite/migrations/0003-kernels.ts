// Version 3: what runs on each host, where questions about kernels find it without reading a hundred thousand inventories: the index
// holds it, the table computes it.

export const sql = `
alter table inventory add column kernel text as (
  json_array(document -> '$.system.kernel', document ->> '$.system.virtualisation')
) virtual;
create index inventory_kernel on inventory (host_number, kernel);
`;
