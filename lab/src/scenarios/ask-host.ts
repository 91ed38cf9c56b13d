import { execOk, type LabHost } from '../host/index.ts';

/** A virtual machine answers by emulation, beside other work. */
const QUESTION_TIMEOUT_MS = 120_000;

/** What a command prints on a host whose answer is at hand. */
export async function askHost(host: LabHost, ...argv: readonly string[]): Promise<string> {
  return await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS });
}
