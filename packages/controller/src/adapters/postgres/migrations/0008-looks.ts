// Version 8: whose turn it is to be looked at, and the end of records, as SQLite's version 20 has it.

export const sql = `
update host_span set until = greatest(since, least((select retired_at from host where number = host_number),
    coalesce((select looked_at from host_look where host_look.host_number = host_span.host_number) + 172800000,
      8640000000000000)))
  where until = 8640000000000000 and host_number in (select number from host where retired_at is not null);
update exposure_course set ended = 'removed', ended_at = (select retired_at from host where number = host_number)
  where ended is null and host_number in (select number from host where retired_at is not null);
delete from host_look where host_number in (select number from host where retired_at is not null);
drop index host_look_wanted;
create index host_look_wanted on host_look (wanted_at, looked_at nulls first, host_number);
create index exposure_course_ended on exposure_course (ended_at) where ended is not null;
`;
