#!/usr/bin/env node
// `npm run golden [-- NAME…] [-- --update]`: plays the scripts and compares what people see with the stored texts, byte for
// byte. `--update` stores what came; `-- NAME` prints one. Exit code 0 only where nothing differs.

import { parseArgs } from 'node:util';
import { play } from './play/index.ts';
import { scripts } from './scripts/index.ts';
import { firstDifference, policyText, storedText, storeText } from './texts.ts';

const USAGE = 'usage: npm run golden -- [NAME…] [--update]\n';

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({ options: { update: { type: 'boolean' } }, allowPositionals: true });
  const unknown = positionals.filter((name) => scripts.every((script) => script.name !== name));
  if (unknown.length > 0) {
    process.stderr.write(
      `there is no script ${unknown.join(', ')}; there are ${scripts.map(({ name }) => name).join(', ')}\n${USAGE}`,
    );
    return 2;
  }
  let differing = 0;
  for (const script of scripts) {
    if (positionals.length > 0 && !positionals.includes(script.name)) continue;
    const text = await play(script, { fileText: policyText });
    if (positionals.length > 0) process.stdout.write(text);
    if (values.update === true) storeText(script.name, text);
    const difference = firstDifference(storedText(script.name), text);
    if (difference !== null) differing += 1;
    process.stderr.write(`${script.name}: ${difference ?? 'as stored'}\n`);
  }
  return differing === 0 ? 0 : 1;
};

// Instants are shown in the zone of whoever reads: the texts are read in UTC, wherever this runs.
process.env['TZ'] = 'UTC';
process.exitCode = await main();
