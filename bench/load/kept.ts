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
    'select digest from inventory join host on host.number = host_number where host_id = ?',
  );
  const lost = reports.flatMap(({ hostname, hostId, ledger, acknowledged, problems }) => {
    const stored = entry.get(hostId) as { readonly sequence: number; readonly digest: string } | undefined;
    // What has not been acknowledged is not lost; what is stored is the host's own.
    const isOther = stored?.sequence === ledger.sequence && stored.digest !== ledger.digest;
    const held = inventory.get(hostId) as { readonly digest: string } | undefined;
    return [
      ...problems.map((problem) => `${hostname} ${problem}`),
      ...((stored?.sequence ?? 0) >= acknowledged.ledger ? [] : [`${hostname}: ledger lines that were acknowledged`]),
      ...(isOther ? [`${hostname}: the lines of its ledger, in whose place are others`] : []),
      ...(acknowledged.inventory === (held?.digest ?? null)
        ? []
        : [`${hostname}: the inventory that was acknowledged last`]),
    ];
  });
  database.close();
  return lost;
}
