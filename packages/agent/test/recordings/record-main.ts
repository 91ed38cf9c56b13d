// Records what apt and dpkg of three Debian releases really print, for the tests of whatever reads it. Run by hand, as root:
//   node packages/agent/test/recordings/record-main.ts [RELEASE…]
// Each release is made by debootstrap from the machine's own archive, in a folder that is removed afterwards; recorded are
// the answers to the very questions of apt's adapter, with the archive's name taken out.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONFFILES_FORMAT } from '../../src/adapters/apt/conffiles.ts';
import { perlHook } from '../../src/adapters/apt/hook-script.ts';
import { PACKAGES_FORMAT } from '../../src/adapters/apt/packages.ts';

const RELEASES = ['bullseye', 'bookworm', 'trixie'];
const ENVIRONMENT = { LC_ALL: 'C.UTF-8', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' };
/** A debootstrap over a slow mirror. */
const COMMAND_MS_MAX = 1_200_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

const run = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, {
    encoding: 'utf8',
    env: ENVIRONMENT,
    timeout: COMMAND_MS_MAX,
    maxBuffer: OUTPUT_BYTES_MAX,
  });

const mirror = (): string => {
  const [first = ''] = run('/usr/bin/apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages').split(
    '\n',
  );
  return first;
};

/**
 * Simulated; its end is what apt says of it, a refusal too. The last message to the hook is what the adapter reads; none where that apt has no such
 * hook (apt 2.2.4 of bullseye: none for upgrades).
 */
const asked = async (root: string, ...wish: readonly string[]): Promise<string | null> => {
  const hook = await perlHook(join(root, 'tmp'));
  if (hook === null) throw new Error('no perl');
  const line = `/usr/bin/perl /tmp/${hook[1]?.split('/').at(-1)} /tmp/answer`;
  rmSync(join(root, 'tmp/answer'), { force: true });
  const option = `AptCli::Hooks::${wish[0] === 'dist-upgrade' ? 'Upgrade' : 'Install'}::=${line}`;
  spawnSync('/usr/sbin/chroot', [root, '/usr/bin/apt-get', '-s', '-o', option, ...wish], { env: ENVIRONMENT });
  const answer = join(root, 'tmp/answer');
  return existsSync(answer) ? `${readFileSync(answer, 'utf8')}\n` : null;
};

const record = async (release: string): Promise<void> => {
  const root = mkdtempSync(join(tmpdir(), `record-${release}-`));
  const inside = (...command: readonly string[]): string => run('/usr/sbin/chroot', root, ...command);
  try {
    const archive = mirror();
    run('/usr/sbin/debootstrap', '--variant=minbase', release, root, archive);
    inside('/usr/bin/apt-get', '-qq', 'update');
    // It comes with others (marks), has conffiles, and one of the others is taken away below.
    inside('/usr/bin/apt-get', '-qq', '-y', 'install', '--no-install-recommends', 'vim-tiny', 'bc');
    inside('/usr/bin/apt-mark', 'hold', 'bash');
    inside('/usr/bin/dpkg-divert', '--local', '--rename', '--divert', '/usr/bin/bc.ours', '--add', '/usr/bin/bc');
    const kept: Record<string, string | null> = {
      'install.json': await asked(root, 'install', 'nano'),
      'remove.json': await asked(root, 'remove', 'vim-common'),
      'unknown.json': await asked(root, 'install', 'no-such-package'),
      'nothing.json': await asked(root, 'dist-upgrade'),
    };
    inside('/bin/sh', '-c', 'cd /tmp && apt-get -qq download less && dpkg --unpack less_*.deb');
    kept['packages.txt'] = inside('/usr/bin/dpkg-query', '--show', `--showformat=${PACKAGES_FORMAT}`);
    kept['conffiles.txt'] = inside('/usr/bin/dpkg-query', '--show', `--showformat=${CONFFILES_FORMAT}`);
    kept['extended_states'] = readFileSync(join(root, 'var/lib/apt/extended_states'), 'utf8');
    kept['diversions'] = readFileSync(join(root, 'var/lib/dpkg/diversions'), 'utf8');
    const folder = join(import.meta.dirname, release);
    mkdirSync(folder, { recursive: true });
    const site = new URL(archive).host;
    for (const [name, text] of Object.entries(kept)) {
      if (text !== null) writeFileSync(join(folder, name), text.replaceAll(site, 'archive.example'));
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

for (const release of process.argv.length > 2 ? process.argv.slice(2) : RELEASES) await record(release);
