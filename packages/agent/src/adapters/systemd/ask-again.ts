import type { Clock, RunCommand } from '../../ports/index.ts';

const AGAIN_AFTER_MS = 2000;

/**
 * For questions alone: what has no answer is asked again. A manager that is being executed anew, and one on a host that has just
 * booted beside ten others, say nothing for a while, and nothing is wrong with what runs under them: an update that was good would be undone.
 */
export const askAgain = (
  run: RunCommand,
  { clock, seconds }: { readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>; readonly seconds: number },
): RunCommand => {
  // One patience for a silence, however many questions meet it: else each unit of a host would cost it anew, of the window.
  let silentSinceMs: number | null = null;
  return async (question) => {
    for (;;) {
      const askedMs = clock.monotonicMs();
      const result = await run(question);
      // Where there is no systemctl, none comes by waiting.
      const isSilence = result.kind === 'overdue' || (result.kind === 'ended' && result.status !== 0);
      if (!isSilence) {
        silentSinceMs = null;
        return result;
      }
      silentSinceMs ??= askedMs;
      if (clock.monotonicMs() - silentSinceMs + AGAIN_AFTER_MS >= seconds * 1000) return result;
      await clock.sleep(AGAIN_AFTER_MS);
    }
  };
};
