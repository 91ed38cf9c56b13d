// The hook that docs/operator/clusters.md gives to nodes of Kubernetes, in a Debian of its own. There is no cluster here: what
// kubectl would say stands in files, so that this shows what the hook makes of it, and not that Kubernetes says so.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DebianMember, type DebianNet, debianRoot, openDebianNet } from '@slipway/testkit/debian-root';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const HOOK = readFileSync(join(import.meta.dirname, '../../../docs/operator/hooks/kubernetes'), 'utf8');
/** Lines of NAME READY UNSCHEDULABLE in /nodes; evictions and the cluster answer while /refused and /gone are not there. */
const KUBECTL = `#!/bin/sh
[ "$KUBECONFIG" = /etc/slipway/kubernetes.conf ] || exit 9
[ ! -e /gone ] || { echo 'Unable to connect to the server' >&2; exit 1; }
aside() { awk -v n="$1" -v to="$2" '$1 == n { $3 = to } { print }' /nodes >/nodes.new && mv /nodes.new /nodes; }
case "$*" in
  *'get nodes'*) cat /nodes ;;
  'drain '*) if [ -e /refused ]; then echo 'Cannot evict pod' >&2; exit 1; fi
    case "$*" in *--dry-run=server*) ;; *) aside "$2" true ;; esac ;;
  *'uncordon '*) aside one '' ;;
  *) exit 9 ;;
esac
`;

let net: DebianNet | null = null;
let made: DebianMember | null = null;
beforeAll(async () => {
  const context = { skip: (note?: unknown) => Promise.reject(new Error(String(note))) as never };
  net = await openDebianNet(debianRoot([], context));
  made = await net.start('one');
  made.write('/usr/local/bin/kubectl', KUBECTL);
  made.write('/etc/slipway/hooks/kubernetes', HOOK);
  made.run(['/bin/chmod', '0755', '/usr/local/bin/kubectl', '/etc/slipway/hooks/kubernetes']);
  made.run(['/bin/mkdir', '-p', '/var/lib/slipway']);
  for (const name of ['ask', 'drain', 'settle', 'undrain', 'other']) {
    made.run(['/bin/ln', '-s', 'kubernetes', `/etc/slipway/hooks/kubernetes-${name}`]);
  }
}, 120_000);
afterAll(async () => await net?.dispose());

const member = (): DebianMember => {
  if (made === null) throw new Error('no member was made');
  return made;
};
const nodes = (...lines: readonly string[]): void => {
  member().run(['/bin/rm', '-f', '/gone', '/refused', '/var/lib/slipway/kubernetes-drained']);
  member().write('/nodes', `${lines.join('\n')}\n`);
};
const call = (name: string, ...words: readonly string[]): readonly [status: number, last: string] => {
  try {
    const output = member().run([`/etc/slipway/hooks/kubernetes-${name}`, ...words]);
    return [0, output.trim().split('\n').at(-1) ?? ''];
  } catch (error) {
    const { status, stdout } = error as { readonly status: number; readonly stdout: string };
    return [status, stdout.trim().split('\n').at(-1) ?? ''];
  }
};

describe("Kubernetes' hook", () => {
  it('lets a node go whose others are ready and whose pods may move', () => {
    nodes('one True', 'two True', 'three True');
    expect(call('ask')).toEqual([0, 'all others are ready, and no budget forbids it']);
  });

  it.each([
    ['is not ready', 'two False'],
    ['is silent', 'two Unknown'],
    ['is put aside', 'two True true'],
  ])('C28: keeps a node while another %s', (_case, other) => {
    nodes('one True', other, 'three True');
    expect(call('ask')).toEqual([1, 'not all others are ready: two']);
    expect(call('settle')[0]).toBe(1);
  });

  it('C28: keeps a node that a budget keeps, and one of which the cluster says nothing', () => {
    nodes('one True', 'two True');
    member().write('/refused', '');
    expect(call('ask')).toEqual([1, 'a budget forbids it: Cannot evict pod']);
    expect(call('drain')[0]).toBe(2);
    nodes('two True');
    expect(call('ask')).toEqual([2, 'the cluster has no node one']);
    member().write('/gone', '');
    for (const name of ['ask', 'drain', 'settle']) expect(call(name)).toEqual([2, 'the cluster does not answer']);
  });

  it('C27: gives back what it has set aside, and nothing else', () => {
    nodes('one True', 'two True');
    expect(call('drain', '--wait-seconds', '5')).toEqual([0, 'one is empty']);
    expect(member().run(['/bin/cat', '/nodes'])).toContain('one True true');
    // A drain that is repeated is still its own.
    expect(call('drain')[0]).toBe(0);
    expect(call('settle')).toEqual([0, 'all nodes are ready']);
    expect(call('undrain')).toEqual([0, 'one takes pods again']);
    expect(call('undrain')).toEqual([0, 'one was not put aside here']);
    nodes('one True true', 'two True');
    expect(call('drain')[0]).toBe(0);
    expect(call('undrain')).toEqual([0, 'one was not put aside here']);
    expect(member().run(['/bin/cat', '/nodes'])).toContain('one True true');
  });

  it('does nothing under another name or with other words', () => {
    nodes('one True');
    expect(call('other')[0]).toBe(2);
    expect(call('drain', '--force', 'yes')).toEqual([2, 'unknown parameter --force']);
  });
});
