import { msOfInstant } from '@slipway/core/time';
import type { Figures, Measures, Surroundings } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { gatherFigures } from './gather.ts';

/** Several may ask, each every few seconds; the store is asked for all of them at once. */
const KEPT_MS = 5000;

/** The text that Prometheus reads. Where the store does not answer, it says that and what the process itself knows. */
export const exposeFigures = (
  app: App,
  { measures, surroundings }: { readonly measures: Measures; readonly surroundings: () => Promise<Surroundings> },
): (() => Promise<string>) => {
  let kept: { readonly text: Promise<string>; readonly atMs: number } | null = null;
  const figures = async (): Promise<Figures | null> => {
    try {
      return await gatherFigures(app.ports);
    } catch (error) {
      app.ports.log.warn('figures not gathered', { error });
      return null;
    }
  };
  const make = async (): Promise<string> =>
    await measures.exposition({ figures: await figures(), surroundings: await surroundings() });
  return async () => {
    const nowMs = msOfInstant(app.ports.clock.now());
    // A clock that was set back must not keep them for ever.
    if (kept === null || Math.abs(nowMs - kept.atMs) > KEPT_MS) kept = { text: make(), atMs: nowMs };
    try {
      return await kept.text;
    } catch (error) {
      kept = null;
      throw error;
    }
  };
};
