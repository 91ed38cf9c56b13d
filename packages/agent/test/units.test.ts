import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LEDGER_BROKEN_STATUS } from '../src/programs/executor/main.ts';

const FOLDER = join(import.meta.dirname, '../packaging/units');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const unit = read('slipway-executor.service');
const paths = readdirSync(FOLDER).filter((name) => name.endsWith('.path'));

it('the executor is started again after every death but over a broken ledger, which would be the same every two seconds', () => {
  expect(unit).toMatch(/^Restart=on-failure$/m);
  expect(unit).toMatch(new RegExp(`^RestartPreventExitStatus=${LEDGER_BROKEN_STATUS}$`, 'm'));
});

it('a boot does not wait for the end of an attempt, which begins with it all the same', () => {
  expect(unit).toMatch(/^Type=exec$/m);
  expect(unit).toMatch(/^WantedBy=multi-user\.target$/m);
  expect(unit).not.toMatch(/^Before=/m);
});

it('an end by a signal that systemd takes for a clean one is no end of an attempt', () => {
  expect(unit).toMatch(/^RestartForceExitStatus=(?=.*\bSIGTERM\b).*\bSIGHUP\b/m);
});

it.each(paths)(
  '%s watches one file: with a second one that is not there, systemd loses what happens to the first',
  (name) => {
    expect(read(name).match(/^Path[A-Z]\w*=/gm)).toHaveLength(1);
  },
);

it('what verifies a whole host can change none of it, and the agent that is only observed has it too', () => {
  const verify = read('slipway-verify.service');
  expect(verify).toMatch(/^ExecStart=\/usr\/lib\/slipway\/slipway-agent verify --asked$/m);
  for (const line of ['ProtectSystem=strict', 'PrivateNetwork=yes', 'CapabilityBoundingSet=CAP_DAC_READ_SEARCH']) {
    expect(verify.split('\n')).toContain(line);
  }
  expect(read('slipway-verify.path')).toMatch(/^WantedBy=paths\.target$/m);
  expect(read('slipway-verify.path')).not.toMatch(/PartOf/);
});

it('an isolation order wakes the executor as long as a grant may, and no longer', () => {
  expect(read('slipway-executor.path')).toMatch(/^Wants=slipway-isolation\.path slipway-checks\.path$/m);
  const isolation = read('slipway-isolation.path');
  expect(isolation).toMatch(/^PartOf=slipway-executor\.path$/m);
  expect(isolation).toMatch(/^Unit=slipway-executor\.service$/m);
  expect(read('slipway-checks.path')).toMatch(/^PartOf=slipway-executor\.path$/m);
});

it('restore points expire by the clock, under the lock of the ledger, and never beside an attempt', () => {
  expect(read('slipway-tidy.timer')).toMatch(/^OnCalendar=hourly$/m);
  expect(read('slipway-tidy.service')).toMatch(
    /^ExecStart=\/usr\/bin\/flock --no-fork --nonblock --conflict-exit-code 0 \/run\/slipway-ledger\.lock \S+ tidy$/m,
  );
});

it('every unit is packed', () => {
  const packed = readFileSync(join(FOLDER, '../main.ts'), 'utf8');
  for (const name of readdirSync(FOLDER)) expect(packed).toContain(`'${name}'`);
});
