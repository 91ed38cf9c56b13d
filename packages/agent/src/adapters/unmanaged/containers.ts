// Containers by name and image, from the state that their engines keep on the disk.

import { join } from 'node:path';
import type { Listing, UnmanagedContainer } from '@slipway/core/inventory';
import { jsonIn, linkIn, listOf, namesIn, recordOf, textIn, textOf } from './files.ts';
import { listed } from './listing.ts';

export const lookAtContainers = async (root: string): Promise<Listing<UnmanagedContainer>> =>
  listed([...(await podman(root)), ...(await docker(root)), ...(await nspawn(root)), ...(await lxc(root))]);

/**
 * containers-storage, one folder per driver: `overlay-containers/containers.json` lists containers with the id of their
 * image, `overlay-images/images.json` the images' names. Containers that end with their process stand in a file of their own.
 */
const podman = async (root: string): Promise<readonly UnmanagedContainer[]> => {
  const storage = join(root, 'var/lib/containers/storage');
  const found: UnmanagedContainer[] = [];
  for (const folder of await namesIn(storage)) {
    const driver = /^(\w+)-containers$/.exec(folder)?.[1];
    if (driver === undefined) continue;
    const images = new Map<string, string | null>();
    for (const image of listOf(await jsonIn(join(storage, `${driver}-images/images.json`)))) {
      const { id, names } = recordOf(image);
      if (typeof id === 'string') images.set(id, textOf(listOf(names)[0]));
    }
    for (const file of ['containers.json', 'volatile-containers.json']) {
      for (const container of listOf(await jsonIn(join(storage, folder, file)))) {
        const { id, names, image } = recordOf(container);
        const name = textOf(listOf(names)[0]) ?? textOf(id);
        const imageId = textOf(image);
        if (name !== null)
          found.push({ engine: 'podman', name, image: (imageId === null ? null : images.get(imageId)) ?? imageId });
      }
    }
  }
  return found;
};

/** `containers/ID/config.v2.json` below Docker's folder, which `daemon.json` may have moved. */
const docker = async (root: string): Promise<readonly UnmanagedContainer[]> => {
  const settings = recordOf(await jsonIn(join(root, 'etc/docker/daemon.json')));
  const folder = join(root, textOf(settings['data-root']) ?? 'var/lib/docker', 'containers');
  const found: UnmanagedContainer[] = [];
  for (const id of await namesIn(folder)) {
    const container = await jsonIn(join(folder, id, 'config.v2.json'));
    if (container === null) continue;
    const { Name, Config, Image } = recordOf(container);
    const name = textOf(Name)?.replace(/^\//, '') ?? id;
    found.push({ engine: 'docker', name, image: textOf(recordOf(Config)['Image']) ?? textOf(Image) });
  }
  return found;
};

/**
 * Machines of systemd: images that lie where they belong (a folder, or a `.raw` file), and whatever runs now: a file per
 * machine in /run/systemd/machines with `CLASS=container` (org.freedesktop.machine1(5)).
 */
const nspawn = async (root: string): Promise<readonly UnmanagedContainer[]> => {
  const names = new Set<string>();
  for (const name of await namesIn(join(root, 'var/lib/machines'))) {
    // Hidden ones are downloads and read-only originals.
    if (!/^\.|\.(lock|nspawn|verity|roothash)$/.test(name)) names.add(name.replace(/\.raw$/, ''));
  }
  const running = join(root, 'run/systemd/machines');
  for (const name of await namesIn(running)) {
    // By unit there is a link to the same file.
    if (name.startsWith('unit:') || (await linkIn(join(running, name))) !== null) continue;
    if (/^CLASS=container$/m.test((await textIn(join(running, name))) ?? '')) names.add(name);
  }
  return [...names].map((name) => ({ engine: 'nspawn', name, image: null }));
};

/** A folder per container: LXC's own has a `config`, LXD's and Incus' is the container. */
const lxc = async (root: string): Promise<readonly UnmanagedContainer[]> => {
  const names: string[] = [];
  for (const name of await namesIn(join(root, 'var/lib/lxc'))) {
    if ((await textIn(join(root, 'var/lib/lxc', name, 'config'))) !== null) names.push(name);
  }
  for (const folder of ['var/lib/incus', 'var/lib/lxd', 'var/snap/lxd/common/lxd'])
    names.push(...(await namesIn(join(root, folder, 'containers'))));
  return names.map((name) => ({ engine: 'lxc', name, image: null }));
};
