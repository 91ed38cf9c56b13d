// What is told later asks by what an event was about, and several notices may be one message: which one, whether it still
// takes more, and what was added lately. Deliveries of before are messages of their own.

export const sql = `
alter table outbox_event add column about text;
create index outbox_event_about on outbox_event (about, number) where about is not null;

alter table delivery add column added_at text;
alter table delivery add column digest_id text;
alter table delivery add column open_digest text;
create index delivery_lately on delivery (audience, added_at) where added_at is not null;
create index delivery_by_digest on delivery (digest_id) where digest_id is not null;
create index delivery_open_digest on delivery (audience, open_digest) where open_digest is not null;
`;
