import { npmScript, scriptFailure } from './npm-script.ts';
import { failedPart, type Part } from './part.ts';
import { script } from './script.ts';

/** The same nights twice: every fault found is reproducible only if the same seed gives the same bytes. */
export function simulation(options: { readonly hosts: number; readonly seeds: number }): Part {
  return sameTwice('simulation', ['--hosts', String(options.hosts), '--seeds', String(options.seeds)]);
}

/** Other nights than those, each once, on all cores; one that is broken is told with the command that plays it again. */
export const nights = (options: { readonly hosts: number; readonly seeds: number }): Part => ({
  ...script('sim', '--hosts', String(options.hosts), '--seeds', String(options.seeds)),
  name: 'nights',
});

/** The process on its schedule; that the same seed gives the same weeks is a test of its own (sim/src/process). */
export const months = (options: { readonly hosts: number; readonly months: number }): Part => ({
  ...script('sim', '--hosts', String(options.hosts), '--months', String(options.months)),
  name: 'months',
});

/** Safety checks taken out of the product, each noticed by a night. */
export const mutations: Part = { ...script('sim:mutations'), name: 'mutations' };

function sameTwice(name: string, args: readonly string[]): Part {
  return {
    name,
    async run(limitMs) {
      const started = performance.now();
      const first = await npmScript('sim', args, limitMs);
      const failure = scriptFailure('npm run sim', first);
      if (failure !== undefined) return failedPart(failure);
      const second = await npmScript('sim', args, limitMs - (performance.now() - started));
      const secondFailure = scriptFailure('npm run sim (again)', second);
      if (secondFailure !== undefined) return failedPart(secondFailure);
      if (first.stdout.length === 0) return failedPart('the simulator printed nothing to compare');
      const difference = firstDifference(first.stdout, second.stdout);
      return difference === undefined
        ? { ok: true, passed: 0, failed: 0, notes: [`${first.stdout.length} bytes, the same twice`] }
        : failedPart(`the same seed gave another run: ${difference}`);
    },
  };
}

export function firstDifference(first: Buffer, second: Buffer): string | undefined {
  if (first.equals(second)) return undefined;
  const left = first.toString('utf8').split('\n');
  const right = second.toString('utf8').split('\n');
  const index = left.findIndex((line, at) => line !== right[at]);
  const at = index === -1 ? left.length : index;
  return `line ${at + 1}: '${left[at] ?? '(end)'}' and '${right[at] ?? '(end)'}'`;
}
