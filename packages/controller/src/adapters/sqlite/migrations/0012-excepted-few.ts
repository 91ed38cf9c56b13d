// Version 12: hosts that an exception answers for are few, and looked for beside every list of exposures.

export const sql = `
create index exposure_hosts_excepted on exposure_hosts (exposure_number) where excepted > 0;
`;
