import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIfThere } from '../../if-there/index.ts';

/** `vmlinuz-6.1.0-40-amd64`, `initramfs-5.14.0-503.el9.x86_64.img`, … */
const PART =
  /^(?:vmlinuz|initrd\.img|initramfs|config|System\.map|symvers|\.vmlinuz)-(.+?)(?:\.img|\.hmac|\.gz|\.xz)?$/;

/** Every kernel that lies there with all its parts, in bytes by its release. */
export const kernelSizes = async (boot: string): Promise<ReadonlyMap<string, number>> => {
  const sizes = new Map<string, number>();
  for (const name of await namesIfThere(boot)) {
    const release = PART.exec(name)?.[1];
    if (release === undefined || release.includes('rescue')) continue;
    const { size } = await stat(join(boot, name));
    sizes.set(release, (sizes.get(release) ?? 0) + size);
  }
  return sizes;
};
