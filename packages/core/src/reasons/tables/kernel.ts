// Of kernels: which one is booted, which one ran, which ones go. See index.ts.

export const KERNEL = {
  'boot-once-impossible': 'A kernel cannot be booted once, with another one to fall back to: {detail}.',
  'kernel-not-whole':
    'Kernel {kernel} is not booted, since it is not whole: {detail}. Where a module is missing, see the log of its build (DKMS: /var/lib/dkms).',
  'kernel-did-not-boot': 'The host was to boot kernel {planned} and came back with {running}: see its console for why.',
  'kernel-not-planned': 'Kernel {running} runs, and not {planned}.',
  'boot-room-short':
    '{package} is left out: below /boot {freeBytes} bytes are free, and about {neededBytes} are needed for it with its initrd. The rest goes on without it; take old kernels away (`kernels` in policy does, before a change where that makes the room), and the next plan has it again.',
  'boot-room-not-made':
    '{package} is left out: below /boot {freeBytes} bytes are free, about {neededBytes} are needed for it with its initrd, and no old kernel that may go before makes up for that: {detail}. The rest goes on without it. What helps: a smaller `keep` in policy, kernels of other flavours taken away by hand, a smaller initial ram disk (MODULES=dep), a larger /boot.',
  'kernels-go-before': 'Before anything is installed these go, and no way back brings them again: {packages}.',
  'kernel-still-needed': 'Kernel {kernel} is not taken away: {detail}.',
} as const satisfies Readonly<Record<string, string>>;
