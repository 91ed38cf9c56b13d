import { npmScript, scriptFailure } from './npm-script.ts';
import { failedPart, type Part } from './part.ts';

/** A part that is one npm script and judges itself by its exit code. */
export function script(name: string, ...args: readonly string[]): Part {
  return {
    name,
    async run(limitMs) {
      const failure = scriptFailure(`npm run ${name}`, await npmScript(name, args, limitMs));
      return failure === undefined ? { ok: true, passed: 0, failed: 0, notes: [] } : failedPart(failure);
    },
  };
}
