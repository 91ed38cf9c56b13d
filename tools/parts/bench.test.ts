import { expect, it } from 'vitest';
import { figureNotes } from './bench.ts';

it('keeps every figure with its verdict, missed ones and parts that could not run too', () => {
  const figure = { what: 'planning', measured: '3 s', target: 'under 2 s', verdict: 'missed' };
  const alternative = { what: 'by hand', measured: '9 s', target: '', verdict: 'beside' };
  expect(
    figureNotes({
      planning: { kind: 'figures', figures: [figure, alternative] },
      share: { kind: 'unable', text: 'This needs root.' },
    }),
  ).toEqual([
    'planning: planning: 3 s (under 2 s: missed)',
    'planning: by hand: 9 s (beside)',
    'share: This needs root.',
  ]);
});
