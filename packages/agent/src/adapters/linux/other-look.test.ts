import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../ports/index.ts';
import { otherLook, readNeedrestart, readNeedsRestarting } from './other-look.ts';

/** Of every kind of line that needrestart 3.6 has (README.batch.md); the lab's scenario `needrestart` asks the real one. */
const BATCH = `NEEDRESTART-VER: 3.6
NEEDRESTART-SVC: keeps-perl.service
NEEDRESTART-SVC: dbus.service
NEEDRESTART-SVC: getty@tty1.service
NEEDRESTART-SVC: systemd-manager
NEEDRESTART-SESS: root @ session #9
NEEDRESTART-PID: 4711=sshd
`;

describe("needrestart's batch answer", () => {
  it('names services, sorted, each once; what has no unit is left out', () => {
    expect(readNeedrestart(BATCH)).toEqual(['dbus.service', 'getty@tty1.service', 'keeps-perl.service']);
    expect(readNeedrestart('NEEDRESTART-VER: 3.6\n')).toEqual([]);
    expect(readNeedrestart(`${BATCH}${BATCH}`)).toHaveLength(3);
  });

  it.each([
    ['nothing', ''],
    ['people’s form', 'Scanning processes...\nServices to be restarted:\n systemctl restart dbus.service\n'],
    ['a warning among its lines', `${BATCH}Use of uninitialized value at /usr/sbin/needrestart line 1.\n`],
    ['another line first', `NEEDRESTART-SVC: dbus.service\n${BATCH}`],
  ])('is none where it is %s', (_case, text) => {
    expect(readNeedrestart(text)).toBeNull();
  });

  it('is never a name that systemd would take for something else', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const units = readNeedrestart(`NEEDRESTART-VER: 3\nNEEDRESTART-SVC: ${name}\n`) ?? [];
        for (const unit of units) expect(unit).toMatch(/^[\w:.@\\-]+\.service$/);
        for (const unit of readNeedsRestarting(name) ?? []) expect(unit).toMatch(/^[\w:.@\\-]+\.service$/);
      }),
    );
  });
});

describe("dnf's needs-restarting", () => {
  it('names a unit a line', () => {
    expect(readNeedsRestarting('sshd.service\nuser@0.service\ninit.scope\ncrond.service\n')).toEqual([
      'crond.service',
      'sshd.service',
      'user@0.service',
    ]);
    expect(readNeedsRestarting('')).toEqual([]);
  });

  it.each([
    '1 : /usr/lib/systemd/systemd --switched-root',
    'No such command: needs-restarting.',
    'sshd.service is old',
  ])('is none with a line as %s', (line) => {
    expect(readNeedsRestarting(`sshd.service\n${line}\n`)).toBeNull();
  });
});

describe('the other look', () => {
  const ended = (more: Partial<Extract<CommandResult, { kind: 'ended' }>>): CommandResult => ({
    ...{ kind: 'ended', status: 0, stdout: '', stderr: '', output: 'whole' },
    ...more,
  });
  it('never names the unit that asks, whatever code it runs', async () => {
    const look = await otherLook(async () => ended({ stdout: BATCH }), { format: 'deb', own: 'dbus.service' });
    expect(look).toMatchObject({ units: ['getty@tty1.service', 'keeps-perl.service'] });
  });

  it('is none where there is no such program', async () => {
    const absent: CommandResult = { kind: 'not-started', detail: 'ENOENT' };
    expect(await otherLook(async () => absent, { format: 'deb', own: null })).toBeNull();
  });

  it.each<[string, CommandResult, object]>([
    ['an answer', ended({ stdout: BATCH }), { kind: 'known', units: { length: 3 } }],
    ['an error', ended({ status: 2, stderr: 'cannot open\n' }), { kind: 'unknown', detail: 'cannot open' }],
    ['an answer that was cut', ended({ stdout: BATCH, output: 'cut' }), { kind: 'unknown' }],
    ['no answer', { kind: 'overdue', stdout: '', stderr: '' } as unknown as CommandResult, { kind: 'unknown' }],
  ])('is told as it is: %s', async (_case, result, expected) => {
    const look = await otherLook(async () => result, { format: 'deb', own: null });
    expect(look).toMatchObject({ program: 'needrestart', ...expected });
  });
});
