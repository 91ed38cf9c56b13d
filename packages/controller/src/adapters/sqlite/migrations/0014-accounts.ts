// Version 14: people's accounts, and the browsers in which they are signed in.

export const sql = `
create table account (name text primary key, document text not null) strict;
create table session (
  secret_digest text primary key,
  account text not null,
  expires_at text not null,
  document text not null
) strict;
create index session_by_account on session (account);
create index session_by_expiry on session (expires_at);
`;
