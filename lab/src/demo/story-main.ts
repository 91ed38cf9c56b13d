// The demo on real hosts, as a process of its own: main.ts removes the lab after it, however it ended.
// Arguments: --keep to say how to look around at the end.
import { tearDown } from '../fleet/index.ts';
import { LabError } from '../lab-error.ts';
import { prepareMachine } from '../prerequisites.ts';
import { settingsFrom } from '../settings.ts';
import { judge } from './judge.ts';
import { keptLines } from './kept.ts';
import { reportLines } from './report.ts';
import { tellStory } from './story.ts';
import { tellingTo } from './telling.ts';

/** An interrupt must run the exit handlers: commands of ours have sessions of their own and would go on. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

async function main(): Promise<number> {
  const settings = settingsFrom(process.env);
  const tell = tellingTo(console.log);
  await tell.step('This machine', async () => {
    const readiness = await prepareMachine(tell.line);
    if (readiness.kind !== 'ready') throw new LabError('command-failed', readiness.text);
    tell.line(
      `Debian, root, container tools: ready. Everything stays in ${settings.directory} and on ${settings.bridge}`,
    );
    await tearDown(settings);
  });
  const result = await tellStory(settings, tell);
  const problems = judge(result);
  await tell.step('Report', async () => {
    for (const line of reportLines(result)) tell.line(line);
  });
  result.stage.api.close();
  console.log('');
  for (const problem of problems) console.log(`NOT AS PROMISED: ${problem}`);
  if (process.argv.includes('--keep')) for (const line of keptLines(result.stage)) console.log(line);
  return problems.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (cause) {
  if (!(cause instanceof LabError)) throw cause;
  console.error(`${cause.reason}: ${cause.message}`);
  process.exitCode = 1;
}
