import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeRepositories, type EditedSources, KEY_ENDS } from '@slipway/testkit/contracts';
import { makeSigner, type RpmSigner } from '@slipway/testkit/rpm-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnfOnHost, dnfOnHost, NOW } from '../../../test/made-dnf-host.ts';

// The real dnf over repositories that gpg signed: what apt and the simulated host are held to as well.

let dnf: DnfOnHost;
beforeEach((context) => {
  dnf = dnfOnHost(context);
});
afterEach(() => dnf?.rpm.dispose());

const keyPath = (): string => join(dnf.rpm.folder, 'RPM-GPG-KEY-made');
const signerOf = (name: string): RpmSigner =>
  makeSigner(join(dnf.rpm.folder, name), `Made ${name} <${name}@made.example>`, KEY_ENDS);

const section = (id: string, lines: readonly string[]): string =>
  [`[${id}]`, `name=${id}`, 'gpgcheck=1', 'repo_gpgcheck=1', ...lines, ''].join('\n');

const write = (...sections: readonly string[]): void => dnf.rpm.write('etc/yum.repos.d/made.repo', sections.join('\n'));

const onThisHost = () => {
  const [own, other] = [signerOf('own'), signerOf('other')];
  const of = (id: string): string =>
    section(id, [`baseurl=${dnf.rpm.repository(id, [], { signer: own })}`, `gpgkey=file://${keyPath()}`]);
  const [baseos, beside] = [of('baseos'), of('beside')];
  const sections: Readonly<Partial<Record<EditedSources, readonly string[]>>> = {
    'another-beside': [baseos, beside],
    none: [],
    unchecked: [baseos.replace('gpgcheck=1\n', 'gpgcheck=0\n')],
  };
  const keys: Readonly<Partial<Record<EditedSources, string>>> = {
    'other-key': other.publicKey,
    'another-key-beside': `${own.publicKey}${other.publicKey}`,
  };
  const edit = async (edited: EditedSources): Promise<void> => {
    write(...(sections[edited] ?? [baseos]));
    writeFileSync(keyPath(), keys[edited] ?? own.publicKey);
    dnf.rpm.write('etc/dnf/dnf.conf', edited === 'unreadable' ? '[main\n' : '[main]\n');
  };
  return { edit, baseos };
};

describeRepositories('dnf on this machine', async () => {
  const { edit } = onThisHost();
  await edit('as-planned');
  return { observer: dnf.observer, executor: dnf.executor, now: NOW, edit, dispose: async () => undefined };
});

describe('what dnf takes of a repository', () => {
  const trusted = async () => {
    const read = await dnf.executor.readRepositories([]);
    return read.ok ? read.value[0]?.trust : read.reason;
  };

  it('is what either of its checks lets in', async () => {
    const { edit, baseos } = onThisHost();
    await edit('as-planned');
    expect(await trusted()).toMatchObject({ checks: ['metadata', 'packages'] });
    write(baseos.replace('repo_gpgcheck=1', 'repo_gpgcheck=0'));
    expect(await trusted()).toMatchObject({ checks: ['packages'] });
    write(baseos.replaceAll('gpgcheck=1', 'gpgcheck=0'));
    expect(await trusted()).toMatchObject({ checks: [] });
  });

  it('follows its main file where the repository says nothing', async () => {
    write(section('plain', ['baseurl=file:///nowhere']).replace('gpgcheck=1\n', ''));
    dnf.rpm.write('etc/dnf/dnf.conf', '[main]\ngpgcheck=0\n');
    expect(await trusted()).toMatchObject({ checks: ['metadata'] });
    dnf.rpm.write('etc/dnf/dnf.conf', '[main]\ngpgcheck=1\n');
    expect(await trusted()).toMatchObject({ checks: ['metadata', 'packages'] });
  });

  it('is named by what its file says, whichever mirror answers, and by where its key lies', async () => {
    const gpgkey = 'gpgkey=https://keys.invalid/a.asc';
    write(section('mirrored', ['metalink=https://mirrors.invalid/metalink?repo=a', gpgkey]));
    expect(await trusted()).toMatchObject({
      address: 'https://mirrors.invalid/metalink?repo=a',
      keys: ['https://keys.invalid/a.asc'],
    });
    write(section('mirrored', ['mirrorlist=https://mirrors.invalid/list', gpgkey]));
    expect(await trusted()).toMatchObject({ address: 'https://mirrors.invalid/list' });
    write(section('plain', ['baseurl=https://a.invalid/r https://b.invalid/r', gpgkey]));
    expect(await trusted()).toMatchObject({ address: 'https://a.invalid/r https://b.invalid/r' });
  });
});
