// Version 5: hosts of which nothing is known, or nothing new, are told beside every list and must be found without
// reading a fleet. The day alone of a host's last contact: its index changes once a day, not with every check-in.

export const sql = `
alter table host add column reported integer not null default 0;
update host set reported = 1 where number in (select host_number from inventory);
create trigger host_reported after insert on inventory begin
  update host set reported = 1 where number = new.host_number;
end;
create index host_unreported on host (number) where reported = 0 and retired_at is null;
alter table host add column seen_day text as (substr(document ->> '$.contact.seenAt', 1, 10)) virtual;
create index host_seen_day on host (seen_day) where reported = 1 and retired_at is null;
`;
