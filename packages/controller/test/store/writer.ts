// A program that the store's tests start and kill: it writes to a store and says on standard output, one line each,
// what the store has promised it. `node writer.ts write DIRECTORY`: forever, the number of each write.
// `node writer.ts enrol DIRECTORY SECRET_DIGEST`: once the enrolment token, `used` or `refused`.

import { writeSync } from 'node:fs';
import type { Store } from '@slipway/controller/ports';
import { openSqliteStore } from '@slipway/controller/store/sqlite';
import { asDigest } from '@slipway/core/ids';
import { THE_MORNING } from '@slipway/testkit/builders';

const [mode, dataDirectory = '', secretDigest = ''] = process.argv.slice(2);

/** Not the stream: what was said must have been said when the process is killed. */
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

/** Three rows per write, which must all be there or none. */
const writeForever = async (store: Store): Promise<never> => {
  for (;;) {
    const number = await store.write(async (change) => {
      const event = await change.access.addAuditEvent({
        at: THE_MORNING,
        who: 'writer',
        action: 'write',
        object: 'store',
        facts: { process: process.pid },
      });
      await change.access.setSetting('incarnation', String(event.sequence));
      await change.access.setSetting('restored-at', String(event.sequence));
      return event.sequence;
    });
    say(String(number));
  }
};

const opened = await openSqliteStore({ dataDirectory });
if (!opened.ok) throw new Error(`refused: ${opened.reason.code}`);
const store = opened.value;
if (mode === 'write') await writeForever(store);
const used = await store.write((change) => change.access.useEnrolmentToken(asDigest(secretDigest), THE_MORNING));
await store.close();
say(used === null ? 'refused' : 'used');
