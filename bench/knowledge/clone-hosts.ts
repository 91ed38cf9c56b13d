// Hosts as copies of the hosts that stand for their images: 60 million rows through the store's own path, a host at a time,
// would take half a day. What stands there afterwards is what that path would have written, but for two things that
// nobody reads here: a copy's inventory names its image as hostname, and copies have their image's machine-id.

import { DatabaseSync } from 'node:sqlite';
import { hostIdAt } from './size.ts';

/** For sorting the index of 60 million rows in memory. */
const CACHE_KB = 1_500_000;

/** `imageOf`: for each place the place of its image; those that are their own image are there already. */
export function cloneHosts(path: string, imageOf: readonly number[], images: number): void {
  const database = new DatabaseSync(path);
  // It is made anew after a crash; nobody else has it open.
  database.exec(`pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off;
    pragma cache_size = -${CACHE_KB}; pragma temp_store = memory; begin`);
  database.exec('create temp table clone (number integer primary key, host_id text not null, image integer not null)');
  const numberOf = database.prepare('select number from host where host_id = ?');
  const numbers = Array.from({ length: images }, (_, image) => Number(numberOf.get(hostIdAt(image))?.['number']));
  const insert = database.prepare('insert into clone (number, host_id, image) values (?, ?, ?)');
  for (let place = images; place < imageOf.length; place += 1) {
    insert.run(place + 1, hostIdAt(place), numbers[imageOf[place] ?? 0] ?? 0);
  }
  countClones(database);
  copyRows(database);
  database.exec('commit; pragma journal_mode = wal');
  database.close();
}

/** While the index by version still stands: afterwards it would be millions of rows to count. */
const countClones = (database: DatabaseSync): void =>
  database.exec(`
    create temp table clones_of (image integer primary key, clones integer not null);
    insert into clones_of select image, count(*) from clone group by image;
    update package_version set hosts = hosts + coalesce((
      select sum(clones_of.clones) from host_package as its join clones_of on clones_of.image = its.host_number
      where its.package_version_id = package_version.id), 0)`);

const copyRows = (database: DatabaseSync): void => {
  const index = database.prepare("select sql from sqlite_schema where name = 'host_package_by_version'").get();
  database.exec(`
    insert into host (number, host_id, certificate_serial, retired_at, revision, standing, document)
      select clone.number, clone.host_id, 'serial-' || clone.host_id, null, 1, its.standing,
        replace(its.document, its.host_id, clone.host_id)
      from clone join host as its on its.number = clone.image order by clone.number;
    insert into inventory (host_number, digest, received_at, first_received_at, document)
      select clone.number, its.digest, its.received_at, its.first_received_at, its.document
      from clone join inventory as its on its.host_number = clone.image order by clone.number;
    drop index host_package_by_version;
    insert into host_package (host_number, package_version_id, state, automatic, held)
      select clone.number, its.package_version_id, its.state, its.automatic, its.held
      from clone cross join host_package as its on its.host_number = clone.image
      order by clone.number, its.package_version_id`);
  database.exec(String(index?.['sql']));
};
