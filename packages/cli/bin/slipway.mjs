#!/usr/bin/env node
// The entry that a shell starts. Plain JavaScript that Node 18 can read: the program is TypeScript, which only the
// project's own Node runs. npm puts that Node first, a shell or a cron line does not; then it is started from here.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 24;
const HERE = dirname(fileURLToPath(import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR_MIN) await runHere();
else startAgain(projectNode());

/**
 * Reading TypeScript costs some 80 ms at every start, unless what was made of it is kept (45 ms then, measured). Kept
 * beside the code and not in the temporary folder: whoever could change the one can change the other anyway.
 */
async function runHere() {
  const modules = join(HERE, '../../../node_modules');
  if (existsSync(modules)) module.enableCompileCache(join(modules, '.cache', 'slipway'));
  await import('../src/main.ts');
}

/** The Node that the lockfile brings; `null` where optional dependencies were left out. */
function projectNode() {
  try {
    const require = module.createRequire(import.meta.url);
    return join(dirname(require.resolve(`node-linux-${process.arch}/package.json`)), 'bin', 'node');
  } catch {
    return null;
  }
}

function startAgain(node) {
  if (node === null) {
    process.stderr.write(
      `slipway: this is Node ${process.versions.node} and ${NODE_MAJOR_MIN} is needed; the one that the project brings is not installed. Run \`npm ci\` without leaving out optional dependencies.\n`,
    );
    process.exitCode = 70;
    return;
  }
  const child = spawn(node, [join(HERE, 'slipway.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal itself sends these to both of us; from elsewhere they come to this process alone.
  for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => process.stdin.isTTY || child.kill(signal));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`slipway: ${node} cannot be started: ${error.message}\n`);
    process.exitCode = 70;
  });
  child.on('exit', (status, signal) => {
    process.exitCode = signal === null ? status : 128 + constants.signals[signal];
  });
}
