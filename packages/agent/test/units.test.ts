import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LEDGER_BROKEN_STATUS } from '../src/programs/executor/main.ts';

const unit = readFileSync(join(import.meta.dirname, '../packaging/units/slipway-executor.service'), 'utf8');

it('the executor is started again after every death but over a broken ledger, which would be the same every two seconds', () => {
  expect(unit).toMatch(/^Restart=on-failure$/m);
  expect(unit).toMatch(new RegExp(`^RestartPreventExitStatus=${LEDGER_BROKEN_STATUS}$`, 'm'));
});
