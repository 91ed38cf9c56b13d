import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownershipOf, usersIn } from './process-owner.ts';

const ID = '0123456789ab'.padEnd(64, 'c');
const userOf = usersIn('root:x:0:0:root:/root:/bin/bash\nanna:x:1000:1000::/home/anna:/bin/bash\nbroken\n');
const of = (path: string) => ownershipOf(`0::${path}\n`, userOf);
const container = (engine: string, name: string) => ({ unit: null, owner: { kind: 'container', engine, name } });

describe('ownershipOf', () => {
  it.each([
    ['/system.slice/nginx.service', { unit: 'nginx.service', owner: null }],
    ['/system.slice/docker.service', { unit: 'docker.service', owner: null }],
    ['/init.scope', { unit: 'init.scope', owner: null }],
    [
      '/user.slice/user-1000.slice/session-3.scope',
      { unit: null, owner: { kind: 'session', session: '3', user: 'anna' } },
    ],
    [
      '/user.slice/user-4711.slice/session-c1.scope',
      { unit: null, owner: { kind: 'session', session: 'c1', user: '4711' } },
    ],
    [
      '/user.slice/user-1000.slice/user@1000.service/app.slice/pipewire.service',
      { unit: null, owner: { kind: 'user-unit', unit: 'pipewire.service', user: 'anna' } },
    ],
    [
      '/user.slice/user-1000.slice/user@1000.service/init.scope',
      { unit: null, owner: { kind: 'user-unit', unit: 'init.scope', user: 'anna' } },
    ],
    ['/user.slice/user-1000.slice', { unit: null, owner: null }],
    [`/system.slice/docker-${ID}.scope`, container('docker', '0123456789ab')],
    [`/docker/${ID}`, container('docker', '0123456789ab')],
    [`/machine.slice/libpod-${ID}.scope/container`, container('podman', '0123456789ab')],
    [
      `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope`,
      container('podman', '0123456789ab'),
    ],
    [`/kubepods.slice/kubepods-burstable.slice/cri-containerd-${ID}.scope`, container('containerd', '0123456789ab')],
    [`/kubepods.slice/crio-${ID}.scope`, container('cri-o', '0123456789ab')],
    ['/lxc.payload.web', container('lxc', 'web')],
    ['/lxc/web', container('lxc', 'web')],
    ['/machine.slice/systemd-nspawn@build.service/payload', container('nspawn', 'build')],
    // The container that this host itself is, seen from within.
    ['/lxc.payload.web/system.slice/nginx.service', { unit: 'nginx.service', owner: null }],
    ['/lxc/web/init.scope', { unit: 'init.scope', owner: null }],
    [
      `/docker/${ID}/user.slice/user-0.slice/session-1.scope`,
      { unit: null, owner: { kind: 'session', session: '1', user: 'root' } },
    ],
    ['/machine.slice/machine-my\\x2dhost.scope', container('nspawn', 'my-host')],
    ['/', { unit: null, owner: null }],
    // Not by their names: a unit of the system may be called anything.
    ['/system.slice/docker-proxy.service', { unit: 'docker-proxy.service', owner: null }],
  ])('%s', (path, expected) => {
    expect(of(path)).toEqual(expected);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (cgroup, passwd) => {
        const { unit, owner } = ownershipOf(cgroup, usersIn(passwd));
        expect(unit === null || owner === null).toBe(true);
      }),
    );
  });
});
