import { join } from 'node:path';
import { endRecorder, type Probe, startRecorder } from '../../probe/index.ts';
import { parseWritten, summarizeWritten, type WrittenSummary } from './written.ts';

/** The queue's writer waits for its reader. */
const END_TIMEOUT_MS = 60_000;

/** Starts writing to, and reading from, the queue or the database behind these addresses. `directory` is its own. */
export async function startWriter(
  kind: 'database' | 'queue',
  { directory, addresses }: { readonly directory: string; readonly addresses: readonly string[] },
): Promise<Probe> {
  const program = join(import.meta.dirname, `${kind}-main.ts`);
  return startRecorder({ directory, program, args: [addresses.join(',')] });
}

export async function endWriter(writer: Probe): Promise<WrittenSummary> {
  const lines = await endRecorder(writer, { timeoutMs: END_TIMEOUT_MS });
  return summarizeWritten(
    lines
      .split('\n')
      .map(parseWritten)
      .filter((line) => line !== null),
  );
}
