// What the agents were told was taken, held against what is stored, by tables of the store and not by what the controller says.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { HostReport } from '@slipway/sim/wire';

/** Of a controller that has ended. Empty: nothing was lost. */
export function lostOf(reports: readonly HostReport[], dataDirectory: string): readonly string[] {
  const database = new DatabaseSync(join(dataDirectory, 'slipway.db'), { readOnly: true });
  const entry = database.prepare(
    `select sequence, digest from ledger_entry join host on host.number = host_number
      where host_id = ? order by sequence desc limit 1`,
  );
  const inventory = database.prepare(
    'select 1 as there from inventory join host on host.number = host_number where host_id = ?',
  );
  const lost = reports.flatMap(({ hostname, hostId, ledger, acknowledged, problems }) => {
    const stored = entry.get(hostId) as { readonly sequence: number; readonly digest: string } | undefined;
    const isWhole =
      (stored?.sequence ?? 0) === ledger.sequence && (stored === undefined || stored.digest === ledger.digest);
    return [
      ...problems.map((problem) => `${hostname} ${problem}`),
      ...((stored?.sequence ?? 0) >= acknowledged.ledger ? [] : [`${hostname}: ledger lines that were acknowledged`]),
      ...(isWhole ? [] : [`${hostname}: the end of its ledger, ${stored?.sequence ?? 0} of ${ledger.sequence}`]),
      ...(acknowledged.inventories === 0 || inventory.get(hostId) !== undefined ? [] : [`${hostname}: its inventory`]),
    ];
  });
  database.close();
  return lost;
}
