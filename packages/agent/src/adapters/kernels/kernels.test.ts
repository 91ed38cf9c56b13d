import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunCommand } from '../../ports/index.ts';
import { durableFiles } from '../durable-files/index.ts';
import { runCommand } from '../run-command/index.ts';
import { createKernels } from './create.ts';
import { entryOf, withBlock } from './grub/index.ts';

const OLD = '6.1.0-47-cloud-amd64';
const NEW = '6.1.0-50-cloud-amd64';
const MENU = readFileSync(join(import.meta.dirname, 'grub/recorded/debian-12.cfg'), 'utf8');
const hasGrub = existsSync('/usr/bin/grub-editenv') && existsSync('/usr/bin/grub-script-check');

let root = '';
let probed = { abstraction: '', fs: 'ext2' };
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-kernels-'));
  probed = { abstraction: '', fs: 'ext2' };
  put('boot/grub/grub.cfg', MENU);
  put('proc/cmdline', `BOOT_IMAGE=/vmlinuz-${OLD} root=/dev/mapper/vg0-root ro\n`);
  for (const release of [OLD, NEW]) {
    put(`boot/vmlinuz-${release}`, 'kernel');
    put(`boot/initrd.img-${release}`, 'ram disk');
    put(`lib/modules/${release}/modules.dep`, 'kernel/a.ko:');
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, content: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};
const custom = (): string | null => {
  const path = join(root, 'boot/grub/custom.cfg');
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
};
const nextEntry = (): string =>
  execFileSync('/usr/bin/grub-editenv', [join(root, 'boot/grub/grubenv'), 'list'], { encoding: 'utf8' });

/** GRUB's own editor; what the disk below is like nobody can be asked in a temporary folder. */
const run: RunCommand = async (request) => {
  const [program, target = ''] = request.command;
  if (program !== '/usr/sbin/grub-probe') return await runCommand(request);
  const stdout = target === '--target=fs' ? probed.fs : probed.abstraction;
  return { kind: 'ended', status: 0, stdout: `${stdout}\n`, stderr: '', output: 'whole' };
};
const kernels = () => createKernels({ run, files: durableFiles, root, running: () => OLD });
const whyNot = async (): Promise<string> => {
  const can = await kernels().canTry();
  return can.ok ? 'it can' : String(can.reason.facts['detail']);
};

describe('the menu that grub-mkconfig of Debian 12 writes', () => {
  it.each([OLD, NEW])('has an entry that boots %s and is none for recovery', (release) => {
    const entry = entryOf(MENU, release);
    expect(entry?.body.filter((line) => line.startsWith('linux')).join()).toContain(`/vmlinuz-${release} root=`);
    expect(entry?.body.join('\n')).not.toContain(' single ');
    expect(entry?.body.at(-1)).toBe(`initrd\t/initrd.img-${release}`);
  });

  it('has none for what is not installed, and none for what is no release', () => {
    expect(entryOf(MENU, '6.1.0-5-cloud-amd64')).toBeNull();
    expect(entryOf(MENU, `${OLD}'\nset superusers=`)).toBeNull();
  });
});

describe('whether one boot can be tried', () => {
  it('can where GRUB has booted the host from a partition that it can write', async () => {
    expect(await whyNot()).toBe('it can');
  });

  it.each([
    ['lies on LVM', () => ({ abstraction: 'lvm', fs: 'ext2' }), 'lies on lvm, where GRUB cannot write'],
    ['lies on btrfs', () => ({ abstraction: '', fs: 'btrfs' }), 'lies on btrfs, where GRUB cannot write'],
  ])('cannot where /boot %s: once would be for ever', async (_, disk, said) => {
    probed = disk();
    expect(await whyNot()).toContain(said);
  });

  it('cannot where something else has booted the host, or the menu is not of its making', async () => {
    put('proc/cmdline', 'root=/dev/vda1 ro\n');
    expect(await whyNot()).toContain('something else than GRUB');
    put('proc/cmdline', `BOOT_IMAGE=/vmlinuz-${OLD}\n`);
    put('boot/grub/grub.cfg', MENU.replaceAll('custom.cfg', 'other.cfg'));
    expect(await whyNot()).toContain('reads no custom.cfg');
    // As the rpm family's grub2-mkconfig writes it: no entry of a kernel is in the menu itself.
    put('boot/grub/grub.cfg', `${MENU.replaceAll(/^menuentry[\s\S]*?^}/gm, '')}\ninsmod blscfg\nblscfg\n`);
    expect(await whyNot()).toContain('loader/entries (blscfg)');
    rmSync(join(root, 'boot'), { recursive: true });
    expect(await whyNot()).toContain('no menu of GRUB');
  });
});

it('is told what a person has named for the next boot alone, and nothing of its own', async () => {
  expect(await kernels().nextOnce()).toEqual({ ok: true, value: null });
  const block = (entries: string) => `# GRUB Environment Block\n${entries}${'#'.repeat(20)}`;
  put('boot/grub/grubenv', block('saved_entry=0\nnext_entry=gnulinux-advanced-1>gnulinux-2\n'));
  expect(await kernels().nextOnce()).toEqual({ ok: true, value: 'gnulinux-advanced-1>gnulinux-2' });
  for (const entries of ['next_entry=slipway-trial\n', 'next_entry=\n', '']) {
    put('boot/grub/grubenv', block(entries));
    expect(await kernels().nextOnce()).toEqual({ ok: true, value: null });
  }
  rmSync(join(root, 'boot/grub/grubenv'));
  put('boot/grub/grubenv/file', '');
  expect(await kernels().nextOnce()).toMatchObject({ ok: false, reason: { code: 'boot-once-impossible' } });
});

describe('what GRUB is told', () => {
  beforeEach((context) => {
    if (!hasGrub) endWithout('grub-common is missing', context);
  });

  it('holds the kernel that runs, tries the new one once, takes it, and is given back', async () => {
    const told = kernels();
    expect(await told.hold(OLD)).toEqual({ ok: true, value: undefined });
    expect(custom()).toContain('set default="slipway-proven"');
    expect(custom()).not.toContain(NEW);

    expect((await told.tryOnce({ release: NEW, proven: OLD })).ok).toBe(true);
    expect(nextEntry()).toContain('next_entry=slipway-trial');
    expect(custom()).toMatch(
      /if linux\s+\/vmlinuz-6\.1\.0-50-\S+ .* panic=30; then true; else set slipway_loaded=no; fi/,
    );

    expect((await told.take({ release: NEW, proven: OLD })).ok).toBe(true);
    expect(nextEntry()).not.toContain('slipway');
    expect(custom()).toContain('set default="slipway-trial"');

    expect((await told.giveBack()).ok).toBe(true);
    expect(custom()).toBeNull();
  });

  it('is understood by its own parser', async () => {
    await kernels().tryOnce({ release: NEW, proven: OLD });
    const check = () => execFileSync('/usr/bin/grub-script-check', [join(root, 'boot/grub/custom.cfg')]);
    expect(check).not.toThrow();
  });

  it('leaves alone what root has there, and what root has chosen for the next boot', async () => {
    put('boot/grub/custom.cfg', 'set color_normal=white/black');
    await kernels().hold(OLD);
    expect(custom()).toMatch(/^set color_normal=white\/black\n### BEGIN Slipway ###/);
    execFileSync('/usr/bin/grub-editenv', [join(root, 'boot/grub/grubenv'), 'set', 'next_entry=windows']);
    await kernels().giveBack();
    expect(custom()).toBe('set color_normal=white/black\n');
    expect(nextEntry()).toContain('next_entry=windows');
  });

  it('is told nothing of a kernel that its menu does not have', async () => {
    const tried = await kernels().tryOnce({ release: '6.1.0-99-cloud-amd64', proven: OLD });
    expect(tried.ok).toBe(false);
    expect(custom()).toBeNull();
  });
});

it('a block goes as it came, whatever root has around it', () => {
  const block = '### BEGIN Slipway ###\nset default=x\n### END Slipway ###\n';
  const text = fc.string().filter((some) => !some.includes('Slipway'));
  fc.assert(
    fc.property(text, (others) => {
      const whole = others === '' || others.endsWith('\n') ? others : `${others}\n`;
      expect(withBlock(withBlock(others, block), null)).toBe(whole);
      expect(withBlock(withBlock(others, block), block)).toBe(withBlock(others, block));
    }),
  );
});

describe('a kernel is whole', () => {
  const why = async (): Promise<string> => {
    const found = await kernels().whole(NEW);
    return found.ok ? 'whole' : String(found.reason.facts['detail']);
  };

  it('with its image, ram disk and modules', async () => {
    expect(await why()).toBe('whole');
  });

  it('not without any of them', async () => {
    rmSync(join(root, `boot/initrd.img-${NEW}`));
    expect(await why()).toContain(`there is no /boot/initrd.img-${NEW}`);
    put(`boot/initrd.img-${NEW}`, '');
    expect(await why()).toContain('initrd.img');
    put(`boot/initrd.img-${NEW}`, 'x');
    rmSync(join(root, `lib/modules/${NEW}`), { recursive: true });
    expect(await why()).toBe('its modules are not listed');
    rmSync(join(root, `boot/vmlinuz-${NEW}`));
    expect(await why()).toContain('vmlinuz');
  });

  it('C31: not where a driver that DKMS has built for the running one was not built for it', async () => {
    put(`lib/modules/${OLD}/updates/dkms/nvidia.ko.xz`, 'x');
    expect(await why()).toBe('no module nvidia was built for it');
    // It boots without that driver all the same, as what it is fallen back to may.
    expect(await kernels().boots(NEW)).toEqual({ ok: true, value: undefined });
    put(`lib/modules/${NEW}/updates/dkms/nvidia.ko`, 'x');
    expect(await why()).toBe('whole');
  });
});
