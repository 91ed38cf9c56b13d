import type { RolloutReport } from '@slipway/protocol/api';
import { execOk, type LabHost } from '../host/index.ts';

export interface OwnLook {
  readonly looked: number;
  /** In words: which package of which host is not as the rollout planned it. */
  readonly differences: readonly string[];
}

const QUESTION_TIMEOUT_MS = 30_000;

/** The lab's own look at the package databases, past agent and controller: the product must not be its only witness. */
export async function lookAtVersions(hosts: readonly LabHost[], report: RolloutReport): Promise<OwnLook> {
  const looks = await Promise.all(
    report.hosts.map(async ({ hostname, changes }) => {
      const host = hosts.find(({ name }) => name === hostname);
      const installed = host === undefined ? new Map<string, string>() : await installedVersions(host);
      return changes.flatMap(({ name, architecture, to }) => {
        const found = installed.get(`${name}/${architecture}`) ?? null;
        return found === to ? [] : [`${hostname}: ${name} is ${found ?? 'not installed'}, planned ${to ?? 'removed'}`];
      });
    }),
  );
  return { looked: report.hosts.reduce((sum, { changes }) => sum + changes.length, 0), differences: looks.flat() };
}

/** Whole packages only; by `name/architecture`. */
export async function installedVersions(host: LabHost): Promise<ReadonlyMap<string, string>> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a dpkg-query format, not a template
  const format = '${db:Status-Abbrev}|${Package}/${Architecture}|${Version}\\n';
  const printed = await execOk(host, ['dpkg-query', '-W', '-f', format], { timeoutMs: QUESTION_TIMEOUT_MS });
  return new Map(
    printed
      .split('\n')
      .filter((line) => line.startsWith('ii '))
      .map((line): readonly [string, string] => {
        const [, name = '', version = ''] = line.split('|');
        return [name, version];
      }),
  );
}
