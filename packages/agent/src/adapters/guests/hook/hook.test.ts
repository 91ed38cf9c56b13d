import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok, refuse } from '@slipway/core/reasons';
import { GUESTS_MAX } from '@slipway/protocol/agent';
import { endWithout } from '@slipway/testkit/absence';
import { sha256 } from '@slipway/testkit/builders';
import { describeGuests } from '@slipway/testkit/contracts';
import fc from 'fast-check';
import { describe, expect, it, type TestContext } from 'vitest';
import type { RunHook } from '../../../ports/index.ts';
import { createRunHook } from '../../hooks/index.ts';
import { runCommand } from '../../run-command/index.ts';
import { createGuests } from '../index.ts';
import { guestsIn } from './answer.ts';

const ONE = { kind: 'hook', name: 'one' } as const;
const MACHINE_ID = '0123456789abcdef0123456789abcdef';
const DECLARATION = { parameters: { act: 'list|shut-down|start', guest: '[a-z0-9]+' }, timeoutSeconds: 20 };

const guestsBy = (runHook: RunHook) =>
  createGuests({
    run: async () => ({ kind: 'not-started', detail: 'spawn ENOENT' }),
    callBus: async () => ({ kind: 'no-such-service' }),
    sha256,
    root: '/',
    runHook,
  });

/** A process is what this carrier has for a guest; a person of such a host would write it like this. */
const PROGRAM = `#!/bin/sh
set -u
pid=$(cat "$0.pid")
runs() { kill -0 "$pid" 2>/dev/null; }
case "$*" in
'--act list')
  if runs; then state=running; else state=stopped; fi
  echo '{"guests":[{"name":"one","state":"'$state'","machineId":"${MACHINE_ID}"}]}' ;;
'--act shut-down --guest one')
  runs || { echo 'it is down' >&2; exit 1; }
  kill "$pid" ;;
'--act start --guest one')
  runs && { echo 'it runs' >&2; exit 1; }
  setsid sleep 60 </dev/null >/dev/null 2>&1 & echo $! > "$0.pid" ;;
*) echo "there is no $4" >&2; exit 1 ;;
esac
`;

const carrier = (context: TestContext) => {
  if (process.getuid?.() !== 0) endWithout('only root can make a folder that belongs to root', context);
  const folder = mkdtempSync('/var/tmp/slipway-guests-');
  const directory = join(folder, 'hooks');
  mkdirSync(directory, { mode: 0o755 });
  const put = (name: string, content: string, mode: number): void => {
    writeFileSync(join(directory, name), content);
    chmodSync(join(directory, name), mode);
  };
  put('guests', PROGRAM, 0o755);
  put('guests.json', JSON.stringify(DECLARATION), 0o644);
  put('guests.pid', '', 0o644);
  const guests = guestsBy(createRunHook({ run: runCommand, directory }));
  return {
    put,
    guests,
    dispose: async () => {
      const pid = Number(readFileSync(join(directory, 'guests.pid'), 'utf8'));
      if (pid > 0 && (await guests.list()).ok) await guests.shutDown(ONE);
      rmSync(folder, { recursive: true });
    },
  };
};

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  const end = Date.now() + 10_000;
  while (!(await isSo()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
};

describeGuests("root's own program", async (context) => {
  const { guests, dispose } = carrier(context);
  await guests.start(ONE);
  return { guests, guest: ONE, until, dispose };
});

describe("guests of root's own program", () => {
  it('are known by the machine id that it tells, as of any other kind', async (context) => {
    const { guests, dispose } = carrier(context);
    const machineIdDigest = sha256(Buffer.from(MACHINE_ID, 'utf8'));
    const one = { ...ONE, state: 'stopped', machineIdDigest, notStartable: null };
    expect(await guests.list()).toEqual({ ok: true, value: [one] });
    await dispose();
  });

  it.for<[string, string, number]>([
    ['others may write it', PROGRAM, 0o775],
    ['it fails', '#!/bin/sh\necho "no pool" >&2\nexit 3\n', 0o755],
    ['it says nothing', '#!/bin/sh\n', 0o755],
    ['it says something else', '#!/bin/sh\necho "one running"\n', 0o755],
  ])('are unknown, and never none, where %s', async ([_name, content, mode], context) => {
    const { guests, put, dispose } = carrier(context);
    put('guests', content, mode);
    expect(await guests.list()).toMatchObject({ ok: false, reason: { code: 'guests-unknown' } });
    await dispose();
  });

  it('are none where root has no such program', async () => {
    const guests = guestsBy(async ({ hook }) => refuse('hook-missing', { hook }));
    expect(await guests.list()).toEqual({ ok: true, value: [] });
  });

  it('are unknown where they are more than a message takes: the host would tell nothing of itself any more', async () => {
    const telling = (count: number) => {
      const guests = Array.from({ length: count }, (_, at) => ({ name: `guest-${at}`, state: 'running' }));
      return guestsBy(async () => ok(JSON.stringify({ guests })));
    };
    const most = await telling(GUESTS_MAX).list();
    expect(most.ok && most.value.length).toBe(GUESTS_MAX);
    const reason = { code: 'guests-unknown', facts: { detail: '10001 are more than the 10000 that can be told' } };
    expect(await telling(GUESTS_MAX + 1).list()).toMatchObject({ ok: false, reason });
  });

  it('stay where it does not shut them down, with what it says', async () => {
    const guests = guestsBy(async ({ hook }) => refuse('hook-failed', { hook, status: '3 (no pool)' }));
    expect(await guests.shutDown(ONE)).toMatchObject({
      reason: {
        code: 'guest-not-gone',
        facts: { guest: 'one', detail: 'The hook guests failed with status 3 (no pool)' },
      },
    });
  });
});

describe("what root's program prints", () => {
  const guest = { name: 'one', state: 'running' };
  const said = (...guests: readonly unknown[]): string => JSON.stringify({ guests });

  it('is a list of guests; a machine id may have the dashes of a UUID', () => {
    expect(guestsIn(said())).toEqual([]);
    expect(guestsIn(said({ ...guest, machineId: '01234567-89AB-cdef-0123-456789abcdef' }))).toEqual([
      { ...guest, machineId: MACHINE_ID, notStartable: null },
    ]);
    expect(guestsIn(said({ ...guest, notStartable: 'its disk is gone' }))).toMatchObject([
      { machineId: null, notStartable: 'its disk is gone' },
    ]);
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['a list alone', '[]'],
    ['two objects', `${said(guest)}\n${said(guest)}`],
    ['something beside it', JSON.stringify({ guests: [], pool: 'a' })],
    ['a state of its own', said({ ...guest, state: 'RUNNING' })],
    ['a field of its own', said({ ...guest, memory: 1 })],
    ['a name like an option', said({ ...guest, name: '--force' })],
    ['a name like a path', said({ ...guest, name: 'a/b' })],
    ['one name twice', said(guest, { ...guest, state: 'stopped' })],
    ['no machine id', said({ ...guest, machineId: 'db1' })],
    ['a reason that is none', said({ ...guest, notStartable: true })],
  ])('is not understood where it is %s', (_name, text) => expect(guestsIn(text)).toBeNull());

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => guestsIn(text)).not.toThrow();
      }),
    );
  });
});
