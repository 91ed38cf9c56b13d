// The disk that all virtual machines of the lab share: a Debian with GRUB on a partitioned disk, /boot on a partition of its own,
// root on LVM with room for snapshots, and two kernels of the release's main suite, so that the security suite has newer ones.
//
// Cached outside the checkout like the base roots, keyed by what it is made of. Made inside of a virtual machine: the machine
// that carries the lab may have no device-mapper. Knows nothing of hosts, fleets or mirrors' names.
//
// May import: base/, virtual/, machine/, mount/, process/, state/ and the lab's top-level files.
export { ensureImage, type Image, removeImages } from './ensure-image.ts';
