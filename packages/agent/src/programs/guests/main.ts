// The guests of this host, for the two programs of root that look at them or send them away.

import { createBus } from '../../adapters/conditions/index.ts';
import { nodeCrypto } from '../../adapters/crypto/index.ts';
import { createGuests } from '../../adapters/guests/index.ts';
import { createRunHook } from '../../adapters/hooks/index.ts';
import { runCommand } from '../../adapters/run-command/index.ts';
import { layoutBelow } from '../../layout/index.ts';
import type { Guests } from '../../ports/index.ts';

export const guestsOfHost = (): Guests =>
  createGuests({
    run: runCommand,
    callBus: createBus(runCommand),
    runHook: createRunHook({ run: runCommand, directory: layoutBelow('/').hooks }),
    sha256: nodeCrypto.sha256,
    root: '/',
  });
