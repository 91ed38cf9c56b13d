// A program of its own: asks until it is told to end (SIGTERM), then waits for the questions still open.
// Arguments: address, port, file. One JSON line per question, in the order of the answers.
import { appendFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { askPage } from './ask-page.ts';
import type { Asked } from './asked.ts';

/** Ten a second: a service that is away for longer than a tenth of a second cannot hide. */
const INTERVAL_MS = 100;
/** Ahead of package managers and boots on a loaded machine; a starved probe would ask less and fail less. */
const PRIORITY = -15;

async function probe(address: string, port: number, file: string): Promise<void> {
  try {
    setPriority(PRIORITY);
  } catch {
    // Without the right to it the probe runs at the usual priority; latestMs shows whether that was enough.
  }
  let ending = false;
  process.once('SIGTERM', () => {
    ending = true;
  });
  writeFileSync(file, '');
  const startedAt = performance.now();
  const startedOn = Date.now();
  const open = new Set<Promise<void>>();
  for (let number = 0; !ending; number += 1) {
    // By the plan, not by the last question: after a delay every question owed is asked at once, and counted.
    const due = startedAt + number * INTERVAL_MS;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const begun = performance.now();
    const question = askPage({ address, port }).then((answer) => {
      const asked: Asked = {
        at: Math.round(startedOn + begun - startedAt),
        lateMs: Math.max(0, Math.round(begun - due)), // a timer may be a fraction early
        tookMs: Math.round((performance.now() - begun) * 10) / 10,
        ...answer,
      };
      appendFileSync(file, `${JSON.stringify(asked)}\n`);
      open.delete(question);
    });
    open.add(question);
  }
  await Promise.all(open);
}

const [address, port, file] = process.argv.slice(2);
if (address === undefined || port === undefined || file === undefined) {
  console.error('usage: probe-main.ts ADDRESS PORT FILE');
  process.exitCode = 2;
} else {
  await probe(address, Number(port), file);
}
