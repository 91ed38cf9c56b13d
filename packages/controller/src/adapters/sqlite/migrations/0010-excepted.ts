// Version 10: hosts whose exposure an exception answers are counted apart. What was counted before knew of no exception.

export const sql = `
alter table exposure_hosts add column excepted integer not null default 0;
`;
