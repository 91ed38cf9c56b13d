// Version 20: whoever was looked at the longest ago is looked at next; what ended long ago is found to be forgotten; and the
// records of retired hosts end with them, as far as they were known: 172800000 is `LOOK_GAP_MS_MAX`. `host_class` without
// `standing`: what is counted by it beside the inventory ("barred", "up to date") reads the hosts themselves, as the overview does.

export const sql = `
update host_span set until = max(since, min((select retired_at from host where number = host_number),
    coalesce((select looked_at from host_look where host_look.host_number = host_span.host_number) + 172800000,
      8640000000000000)))
  where until = 8640000000000000 and host_number in (select number from host where retired_at is not null);
update exposure_course set ended = 'removed', ended_at = (select retired_at from host where number = host_number)
  where ended is null and host_number in (select number from host where retired_at is not null);
delete from host_look where host_number in (select number from host where retired_at is not null);
drop index host_look_wanted;
create index host_look_wanted on host_look (wanted_at, looked_at, host_number);
create index exposure_course_ended on exposure_course (ended_at) where ended is not null;

drop index host_class;
create index host_class on host (number, retired_at, environment, owner, facing, human_impact, enrolled_at, host_id,
  hostname, mode, labels);
`;
