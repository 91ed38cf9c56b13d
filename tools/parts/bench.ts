import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmScript, scriptFailure } from './npm-script.ts';
import { failedPart, type Part } from './part.ts';

/** As `npm run bench -- --results FILE` writes them. */
type Results = Readonly<
  Record<
    string,
    | { readonly kind: 'unable'; readonly text: string }
    | {
        readonly kind: 'figures';
        readonly figures: readonly Readonly<Record<'what' | 'measured' | 'target' | 'verdict', string>>[];
      }
  >
>;

/** A missed target fails nothing, so that the figures themselves must stand in what is kept of the run. */
export const bench: Part = {
  name: 'bench',
  async run(limitMs) {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-results-'));
    try {
      const file = join(folder, 'results.json');
      const failure = scriptFailure('npm run bench', await npmScript('bench', ['--results', file], limitMs));
      if (failure !== undefined) return failedPart(failure);
      const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
      return { ok: true, passed: 0, failed: 0, notes: figureNotes(results) };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

export const figureNotes = (results: Results): readonly string[] =>
  Object.entries(results).flatMap(([part, result]) =>
    result.kind === 'unable'
      ? [`${part}: ${result.text}`]
      : result.figures.map(
          ({ what, measured, target, verdict }) =>
            `${part}: ${what}: ${measured} (${target === '' ? verdict : `${target}: ${verdict}`})`,
        ),
  );
