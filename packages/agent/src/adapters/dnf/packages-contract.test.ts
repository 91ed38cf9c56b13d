import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import { describePackages, type PackagesUnderTest, RPM_FORM } from '@slipway/testkit/contracts';
import { beforeEach, expect } from 'vitest';
import { type DnfOnHost, dnfOnHost, runTransaction } from '../../../test/made-dnf-host.ts';

// What the real apt and the simulated host are held to as well, over the real dnf and rpm.

let dnf: DnfOnHost;
beforeEach((context) => {
  dnf = dnfOnHost(context);
});

/** Ends rpm as a power cut would, from within, once: rpm runs Lua in its own process. */
const CUT = "if posix.stat('/cut') then posix.unlink('/cut'); posix.kill(posix.getprocessid('pid'), 9) end";

const onThisHost = async (): Promise<PackagesUnderTest> => {
  const { rpm } = dnf;
  const made = (name: string, version: string, tags: readonly string[] = []) => {
    const recipe = { name, version: `${version}-1`, tags, files: { [`/usr/share/${name}`]: `${version}\n` } };
    return rpm.make({ ...recipe, ...(name === 'app' && version === '1.1' ? { scripts: { post: CUT } } : {}) });
  };
  const old = [made('app', '1.0', ['Requires: lib']), made('lib', '1.0'), made('spare', '1.0')];
  rpm.install(old);
  const wanted = [made('app', '1.1', ['Requires: lib']), made('lib', '1.1'), made('spare', '1.1'), made('fresh', '3')];
  await dnf.executor.restoreMarks([{ name: 'lib', architecture: 'noarch', automatic: true }]);
  return {
    form: RPM_FORM,
    observer: dnf.observer,
    executor: dnf.executor,
    offer: {
      ...dnf.patchSet([...old, ...wanted]),
      wanted: wanted.map(({ name, version, architecture, sha256, sizeBytes }) => ({
        ...{ name, version, architecture },
        file: { sha256: asDigest(`sha256:${sha256}`), sizeBytes },
      })),
    },
    run: async (command) => runTransaction(command),
    cut: async (command) => {
      writeFileSync(join(rpm.root, 'cut'), '');
      expect(() => runTransaction(command)).toThrow(expect.objectContaining({ signal: 'SIGKILL' }));
    },
    hold: async (name) => rpm.write('etc/dnf/dnf.conf', `[main]\nexcludepkgs=${name}\n`),
    rebuilds: null,
    dispose: async () => rpm.dispose(),
  };
};

describePackages('dnf on this machine', onThisHost);
