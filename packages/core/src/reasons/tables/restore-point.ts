// Of restore points: why none can be made, and why one leads back no more. See index.ts.

export const RESTORE_POINT = {
  'restore-point-unfit': 'No restore point can be made of {volume} ({kind}): {detail}.',
  'restore-point-no-room': 'There is no room for a restore point of {volume}: {detail}.',
  'restore-point-not-bootable':
    'The restore point of {volume} does not count, since the host could not boot from it: {detail}.',
  'restore-point-failed': 'The restore point could not be {what}: {detail}.',
  'restore-point-interrupted':
    'The host was booted while its restore point was made, or was put back to it: nothing is changed by this attempt.',
  'restore-point-no-contact':
    'The restore point holds the ledger, and the controller was not heard since it was made: the host may have been put back to it, and changes nothing.',
  'restore-point-full': 'The restore point of {volumes} ran out of room: it leads back no more.',
  'restore-point-gone': 'The restore point of {volumes} is gone: it leads back no more.',
  'restore-point-not-booted':
    'The host was to boot into its restore point and came up without it {boots} times: see what its boot loader starts.',
} as const satisfies Readonly<Record<string, string>>;
