// Records what dnf 4 and rpm really answer, for the tests of whatever reads it. Run by hand, as root, where they are installed:
//   node packages/agent/test/recordings/record-dnf-main.ts
// Made packages in a made repository, on a package database in a folder that is removed afterwards; recorded is what our program
// prints of dnf's library, and rpm of its database, with that folder's name taken out.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import { indexOf, layStaged, makeRpmHost, type RpmHost } from '@slipway/testkit/rpm-host';
import { createDnfFileOwners } from '../../src/adapters/dnf/file-owners.ts';
import { createDnfObserver } from '../../src/adapters/dnf/index.ts';
import { createRpmRecords } from '../../src/adapters/dnf/recorded-files.ts';
import { durableFiles } from '../../src/adapters/durable-files/index.ts';
import { runCommand } from '../../src/adapters/run-command/index.ts';
import { createPatcherUnits } from '../../src/adapters/systemd/index.ts';
import type { RunCommand } from '../../src/ports/index.ts';
import { dnfProgram } from '../../src/programs/package-manager/dnf-program.ts';
import { NOW, PATCH_SET, sha256, target } from '../made-dnf-host.ts';

const VERBS = ['origins', 'owners', 'pending', 'propose', 'read', 'repositories'] as const;

/** The last answer of each kind. */
const said = new Map<string, string>();
const recording: RunCommand = async (request) => {
  const result = await runCommand(request);
  const [program, ...rest] = request.command;
  const verb = program === '/usr/bin/rpm' ? 'rpm-files' : VERBS.find((one) => rest.includes(one));
  if (verb !== undefined && result.kind === 'ended') said.set(verb, result.stdout);
  return result;
};

const ADVISORY = `<?xml version="1.0"?><updates><update from="a@b" status="final" type="security" version="1"><id>MADE-1</id>
<title>t</title><issued date="2026-11-01 00:00:00"/><pkglist><collection><package name="app" epoch="1" version="1.1" release="1" arch="noarch"
src="app-suite-1.1-1.src.rpm"><filename>app-1.1-1.noarch.rpm</filename></package></collection></pkglist></update></updates>`;

/** What is installed, and what a repository has of it: one held, one with an epoch, one that needs a new one, one with configuration. */
const lay = (rpm: RpmHost) => {
  const make = (
    name: string,
    version: string,
    tags: readonly string[] = [],
    files: Readonly<Record<string, string>> = {},
  ) => rpm.make({ name, version, tags, files });
  rpm.install([
    make('app', '1:1.0-1', [], { '/etc/app.conf': 'a = 1\n', '/usr/share/app/text': 'old\n' }),
    make('lib', '1.0-1', [], { '/usr/lib/lib.so': 'old\n' }),
    make('held', '1.0-1'),
    make('alone', '3.0-1'),
  ]);
  rpm.write('etc/app.conf', 'a = 2\n');
  rpm.write('etc/dnf/dnf.conf', '[main]\nexcludepkgs=held\n');
  const fresh = [
    make('app', '1:1.1-1', ['Requires: new >= 1'], { '/etc/app.conf': 'a = 3\n', '/usr/share/app/text': 'new\n' }),
    make('lib', '1.1-1', ['Requires: nowhere'], { '/usr/lib/lib.so': 'new\n' }),
    make('held', '1.1-1'),
    make('new', '1.0-1'),
  ];
  const address = rpm.repository('baseos', fresh, { updateinfo: ADVISORY });
  rpm.write('etc/yum.repos.d/made.repo', `[baseos]\nname=Made\nbaseurl=${address}\ngpgcheck=0\nenabled=1\n`);
  return fresh;
};

const rpm = makeRpmHost();
try {
  const fresh = lay(rpm);
  const host = { root: rpm.root, environment: rpm.environment };
  const context = {
    ...{ run: recording, clock: { now: () => NOW }, sha256, program: dnfProgram(), host },
    directory: join(rpm.folder, 'observer'),
  };
  const patchers = createPatcherUnits({ run: runCommand, files: durableFiles });
  const observer = createDnfObserver({ ...context, files: durableFiles, patchers });
  const refreshed = await observer.refreshMetadata();
  if (!refreshed.ok) throw new Error(JSON.stringify(refreshed.reason));
  const read = await observer.readPackages();
  if (!read.ok) throw new Error(JSON.stringify(read.reason));
  await observer.readRepositories();
  await observer.pendingUpdates();
  const { fingerprint } = read.value.database;
  await observer.packageOrigins({ fingerprint, system: { distribution: 'made', release: '9' } });
  const { bytes, digest } = indexOf(rpm.folder, fresh);
  const index = {
    platform: { distribution: 'made', release: '9', architecture: 'x86_64' },
    ...{ digest: asDigest(digest), sizeBytes: bytes.length },
  };
  const indexPath = layStaged(join(rpm.folder, 'staged'), bytes, fresh);
  const targets = [target('app', '1:1.1-1'), target('lib', '1.1-1'), target('held', '1.1-1')];
  await observer.propose({ patchSetDigest: PATCH_SET, index, indexPath, targets });
  await createDnfFileOwners(context)(new Set(['/etc/app.conf', '/usr/lib/lib.so', '/usr/nobody']));
  await createRpmRecords(context)([{ name: 'app', architecture: 'noarch' }]);
  const folder = join(import.meta.dirname, 'dnf-4');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of said) writeFileSync(join(folder, `${name}.txt`), text.replaceAll(rpm.folder, '/made'));
} finally {
  rpm.dispose();
}
