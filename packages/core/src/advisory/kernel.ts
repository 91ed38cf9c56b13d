import type { KernelFacts } from '../inventory/index.ts';
import { isKernelSource } from './subjects.ts';
import type { Verdict } from './types.ts';

/** Packages of Debian and Ubuntu that hold a kernel's own code, by the release that `uname -r` names. */
const DEB_IMAGE = /^linux-(?:image|image-unsigned|modules|modules-extra)-(\d.*?)(?:-dbg|-dbgsym)?$/;
/** Those are named after a release, which begins with a digit; these after an architecture or a flavour. */
const DEB_META = /^linux-image-(?!unsigned-)\D/;
/** Of Debian and Ubuntu. Others who build kernels (Armbian) name a package full of code after its flavour alone. */
const META_SOURCE = /^linux(?:-(?:signed|latest|meta)(?:-.+)?)?$/;
/** Of Red Hat and those who rebuild it: the release is the package's version. */
const RPM_IMAGE = /^kernel(?:-rt|-64k)?(?:-debug)?(?:-core|-modules|-modules-core|-modules-extra)?$/;

/**
 * The kernel whose code a package holds, as `uname -r` says it: `6.1.0-50-cloud-amd64`, `5.14.0-427.el9.x86_64`. `null`:
 * no code of a kernel (headers, tools, and meta packages, which only pull one in).
 */
export function kernelReleaseOf(
  verdict: Pick<Verdict, 'package' | 'sourcePackage' | 'installedVersion' | 'architecture'>,
): string | null {
  if (!isKernelSource(verdict.sourcePackage)) return null;
  const debian = DEB_IMAGE.exec(verdict.package)?.[1];
  if (debian !== undefined) return debian;
  if (!RPM_IMAGE.test(verdict.package)) return null;
  return `${verdict.installedVersion.replace(/^\d+:/, '')}.${verdict.architecture}`;
}

/**
 * Debian's `linux-image-amd64` and its like: of a kernel's own source, 13 kB, and nothing in them but the name of the
 * newest kernel to install. Feeds speak of their source, so that they are judged with it; but no code of theirs can run,
 * and each kernel that is installed is judged by itself.
 */
export const isKernelMeta = (verdict: Pick<Verdict, 'package' | 'sourcePackage'>): boolean =>
  META_SOURCE.test(verdict.sourcePackage) && DEB_META.test(verdict.package);

/** `uname -r` of a variant ends with it, and the package's version does not: `5.14.0-427.el9.x86_64+rt`. */
export const bareKernelRelease = (running: string): string => running.replace(/\+[\w-]+$/, '');

/** Where code of a kernel of that release stands on a host; `unpackaged`: what runs is of no package, so nothing is known. */
export type KernelPlace = 'running' | 'boots-next' | 'idle' | 'of-carrier' | 'unpackaged';

export function kernelPlace(
  release: string,
  host: { readonly kernel: KernelFacts; readonly virtualisation: string | null },
): KernelPlace {
  if (sharesKernel(host.virtualisation)) return 'of-carrier';
  const { running, installed, nextBoot } = host.kernel;
  if (release === bareKernelRelease(running)) return 'running';
  if (!installed.some((one) => bareKernelRelease(one) === bareKernelRelease(running))) return 'unpackaged';
  return nextBoot !== null && bareKernelRelease(nextBoot) === release ? 'boots-next' : 'idle';
}

/** As systemd-detect-virt(1) calls what shares its carrier's kernel. */
const CONTAINERS = [
  'docker',
  'lxc',
  'lxc-libvirt',
  'openvz',
  'podman',
  'pouch',
  'proot',
  'rkt',
  'systemd-nspawn',
  'wsl',
];

export const sharesKernel = (virtualisation: string | null): boolean =>
  virtualisation !== null && CONTAINERS.includes(virtualisation);
