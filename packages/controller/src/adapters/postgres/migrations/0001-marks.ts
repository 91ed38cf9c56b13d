// Version 1, what the database marks by itself: exposures to count again, and hosts of which something is known. Triggers,
// because what changes a count happens in many places, and one that forgot it would leave a list that looks safer than it is.

export const marks = `
create function mark_update() returns trigger language plpgsql as $$
declare its record;
begin
  if tg_op = 'DELETE' then its := old; else its := new; end if;
  insert into exposure_uncounted (source_package, distribution, release, fixed_version)
  values (its.source_package, its.distribution, its.release, its.fixed_version) on conflict do nothing;
  return null;
end $$;
create trigger exposure_of_update after insert or delete on package_update
  for each row execute function mark_update();

create function mark_updates_of_version() returns trigger language plpgsql as $$
begin
  insert into exposure_uncounted (source_package, distribution, release, fixed_version)
  select source_package, distribution, release, fixed_version from package_update where package_version_id = new.id
  on conflict do nothing;
  return null;
end $$;
create trigger exposure_of_carriers after update of hosts on package_version
  for each row execute function mark_updates_of_version();

create function mark_updates_of_host(its_number bigint) returns void language sql as $$
  insert into exposure_uncounted (source_package, distribution, release, fixed_version)
  select distinct its.source_package, its.distribution, its.release, its.fixed_version
  from host_package as carried join package_update as its on its.package_version_id = carried.package_version_id
  where carried.host_number = its_number
  order by 1, 2, 3, 4
  on conflict do nothing
$$;

create function mark_labels() returns trigger language plpgsql as $$
begin
  perform mark_updates_of_host(new.number);
  return null;
end $$;
create trigger exposure_of_labels after update of document on host for each row
  when (cast(cast(old.document as json) -> 'labels' as text)
    is distinct from cast(cast(new.document as json) -> 'labels' as text))
  execute function mark_labels();

create function mark_inventory() returns trigger language plpgsql as $$
begin
  perform mark_updates_of_host(new.host_number);
  return null;
end $$;
create trigger exposure_of_kernel after update of document on inventory for each row
  when (cast(cast(old.document as json) #> '{system,kernel}' as text)
    is distinct from cast(cast(new.document as json) #> '{system,kernel}' as text))
  execute function mark_inventory();

create function mark_facing() returns trigger language plpgsql as $$
begin
  perform mark_updates_of_host(host.number) from host where host.host_id = new.subject;
  return null;
end $$;
create trigger exposure_of_facing after insert or update on deadline_start for each row
  when (new.kind = 'facing-changed') execute function mark_facing();

create function note_reported() returns trigger language plpgsql as $$
begin
  update host set reported = 1 where number = new.host_number;
  return null;
end $$;
create trigger host_reported after insert on inventory for each row execute function note_reported();
`;
