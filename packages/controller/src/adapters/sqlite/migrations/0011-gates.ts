// Version 11: what was read of the conditions between the waves of rollouts, the newest of each.

export const sql = `
create table gate_reading (
  rollout_id text not null,
  wave integer not null,
  name text not null,
  document text not null,
  primary key (rollout_id, wave, name)
) strict, without rowid;
`;
