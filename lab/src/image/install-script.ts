export const VOLUME_GROUP = 'vg0';
/** The system takes about 1 GB; a kernel more takes 130 MB. */
export const ROOT_MB = 2560;
/** Over {@link ROOT_MB} and /boot: what is left in the volume group is for snapshots. */
export const DISK_MB = 5120;
const BOOT_MB = 384;

export const SAID_AT_THE_END = 'slipway-lab: the disk is made';
export const INSTALL_PATH = '/usr/local/sbin/slipway-lab-make-disk';

/**
 * PID 1 of the machine that makes the disk: /dev/vda is the system, mounted read-only as root; /dev/vdb becomes the disk. The file
 * system is copied as it is, block by block: under emulation that is ten times as fast as file by file.
 */
export const INSTALL_SCRIPT = `#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
off() { sync; echo o > /proc/sysrq-trigger; sleep 60; }
trap off EXIT
set -ex
# The initial ram disk hands over what it has mounted: /proc, /sys, /dev, /run.
mount -t tmpfs tmp /tmp
/lib/systemd/systemd-udevd --daemon
udevadm trigger --action=add
udevadm settle
printf '%s\\n' 'label: dos' 'start=2048, size=${BOOT_MB}M, type=83, bootable' 'type=8e' | sfdisk -q /dev/vdb
udevadm settle
mkfs.ext4 -q -L boot /dev/vdb1
modprobe dm_mod
pvcreate /dev/vdb2
vgcreate ${VOLUME_GROUP} /dev/vdb2
lvcreate --autobackup n --yes --wipesignatures n --zero n -L ${ROOT_MB}M -n root ${VOLUME_GROUP}
dd if=/dev/vda of=/dev/${VOLUME_GROUP}/root bs=4M conv=sparse status=none
mkdir /run/new
mount /dev/${VOLUME_GROUP}/root /run/new
mkdir /run/boot
mount /dev/vdb1 /run/boot
cp -a /run/new/boot/. /run/boot/
find /run/new/boot -mindepth 1 -delete
umount /run/boot
mount /dev/vdb1 /run/new/boot
for name in dev proc sys run; do mount --bind /$name /run/new/$name; done
chroot /run/new grub-install --target=i386-pc /dev/vdb
chroot /run/new update-grub
rm /run/new${INSTALL_PATH}
sync
umount /run/new/dev /run/new/proc /run/new/sys /run/new/run /run/new/boot /run/new
vgchange -an ${VOLUME_GROUP}
echo '${SAID_AT_THE_END}'
`;
