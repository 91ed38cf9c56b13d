import { npmScript, scriptFailure } from './npm-script.ts';
import { failedPart, type Part } from './part.ts';

/** The line with which the lab ends a set of scenarios. */
const COUNTS = /^(\d+) passed, (\d+) failed$/gm;

/** The representative set, or every scenario. */
const COMMANDS = { ci: ['scenario', 'ci'], all: ['all'] } as const;

export function scenarios(set: keyof typeof COMMANDS): Part {
  const command = COMMANDS[set];
  return {
    name: 'lab',
    async run(limitMs) {
      const end = await npmScript('lab', command, limitMs);
      const failure = scriptFailure(`npm run lab -- ${command.join(' ')}`, end);
      const counts = [...end.stdout.toString('utf8').matchAll(COUNTS)].at(-1);
      if (counts === undefined) return failedPart(failure ?? 'the lab did not say how many scenarios passed');
      const passed = Number(counts[1]);
      const failed = Number(counts[2]);
      const notes = [failure, passed + failed === 0 ? 'no scenario ran' : undefined];
      return {
        ok: failure === undefined && passed > 0 && failed === 0,
        passed,
        failed,
        notes: notes.filter((note) => note !== undefined),
      };
    },
  };
}
