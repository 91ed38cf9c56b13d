import type { LedgerEntry } from '@slipway/core/execution';
import { execOk, type LabHost } from '../../host/index.ts';

/** Under plain emulation, beside other work. */
const QUESTION_TIMEOUT_MS = 120_000;
/** An attempt with an initial ram disk, two menus of GRUB and a reboot: 20 min emulated beside other work. */
export const EMULATED_MS = 60 * 60_000;

const IMAGE = /^linux-image-(\d\S*-cloud-amd64) ii/gm;

export async function runningKernel(host: LabHost): Promise<string> {
  return (await execOk(host, ['uname', '-r'], { timeoutMs: QUESTION_TIMEOUT_MS })).trim();
}

/** The releases of the kernels whose packages are installed, the oldest first. */
export async function installedKernels(host: LabHost): Promise<readonly string[]> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a dpkg-query format, not a template
  const argv = ['dpkg-query', '-W', '-f', '${Package} ${db:Status-Abbrev}\\n', 'linux-image-*'];
  const listed = await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS });
  const abi = (release: string): number => Number(release.split('-')[1]);
  return [...listed.matchAll(IMAGE)].map(([, release = '']) => release).toSorted((a, b) => abi(a) - abi(b));
}

/** What GRUB was told beyond its own menu: nothing, between two attempts. */
export async function toldGrub(host: LabHost): Promise<string> {
  const custom = await execOk(host, ['find', '/boot/grub', '-name', 'custom.cfg'], { timeoutMs: QUESTION_TIMEOUT_MS });
  const environment = await execOk(host, ['grub-editenv', 'list'], { timeoutMs: QUESTION_TIMEOUT_MS });
  const next = environment.split('\n').filter((line) => /^next_entry=./.test(line));
  return [...custom.split('\n'), ...next].filter((line) => line !== '').join(', ');
}

/** Which kernel each step of the last attempt found running. */
export function kernelsSeen(ledger: readonly LedgerEntry[]): string {
  const begun = ledger.findLastIndex(({ kind }) => kind === 'attempt-begun');
  return ledger
    .slice(begun)
    .flatMap((entry) =>
      entry.kind === 'step-ended' && entry.evidence?.kernel !== undefined
        ? [`${entry.step} ${entry.outcome} ${entry.evidence.kernel}`]
        : [],
    )
    .join(', ');
}
