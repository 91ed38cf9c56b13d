import { expect, it, onTestFinished } from 'vitest';
import { startPostgres } from './index.ts';

it('a standby has whatever was committed, and takes writes once its primary is gone', async () => {
  const primary = await startPostgres({ durable: true });
  onTestFinished(() => primary.stop());
  await primary.createDatabase('kept');
  const standby = await primary.standby();
  onTestFinished(() => standby.stop());
  await primary.ask('kept', 'create table line (number integer)');
  for (let number = 1; number <= 20; number += 1) await primary.ask('kept', `insert into line values (${number})`);
  await primary.kill();
  expect(await standby.ask('kept', 'select count(*) from line')).toEqual(['20']);
  await expect(standby.ask('kept', 'insert into line values (21)')).rejects.toThrow('read-only');
  await standby.promote();
  await standby.ask('kept', 'insert into line values (21)');
  await standby.crash();
  expect(await standby.ask('kept', 'select count(*) from line')).toEqual(['21']);
});
