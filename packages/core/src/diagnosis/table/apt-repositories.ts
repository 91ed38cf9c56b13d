// Why apt could not fetch, or did not believe what it fetched.

import type { Cause } from '../types.ts';

export const APT_REPOSITORIES: readonly Cause[] = [
  {
    code: 'hash-sum-mismatch',
    family: 'apt',
    what: '{address} is not the file that the index names: its hash differs.',
    next: 'A mirror in the middle of its sync, a proxy that keeps old files, or a broken line: refresh and try again later, or use another mirror.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'E: Failed to fetch {address} Hash Sum mismatch',
        example: 'E: Failed to fetch http://mirror.example/debian/lab-many_1.0_all.deb  Hash Sum mismatch',
      },
      {
        logs: ['output', 'apt-term'],
        pattern: 'E: Failed to fetch {address} File has unexpected size ({*}). Mirror sync in progress?{*}',
        example:
          'E: Failed to fetch http://mirror.example/s/./Packages  File has unexpected size (304 != 303). Mirror sync in progress? [IP: 192.0.2.1 80]',
      },
    ],
  },
  {
    code: 'key-missing',
    family: 'apt',
    what: 'The host does not have the key {key} that {repository} is signed with.',
    next: "Put the publisher's key, checked by its fingerprint, into /etc/apt/keyrings and name it with `signed-by`.",
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern:
          "W: GPG error: {repository*}: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY {key}",
        example:
          "W: GPG error: http://mirror.example/s ./ InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 998EF73BF91794F1",
      },
    ],
  },
  {
    code: 'key-expired',
    family: 'apt',
    what: 'The key {key} that {repository} is signed with has expired.',
    next: 'Fetch the renewed key from its publisher, check its fingerprint, replace it on all hosts of this repository.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'W: GPG error: {repository*}: The following signatures were invalid: EXPKEYSIG {key} {*}',
        example:
          'W: GPG error: http://mirror.example/s ./ InRelease: The following signatures were invalid: EXPKEYSIG 9FF994D0D5073894 Old <old@example.org>',
      },
    ],
  },
  {
    code: 'signature-bad',
    family: 'apt',
    what: 'The signature of {repository} does not fit what was fetched.',
    next: 'Something on the way changed it, a proxy or an attacker: fetch it without the proxy; do not turn the check off.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'W: GPG error: {repository*}: The following signatures were invalid: BADSIG {*}',
        example:
          'W: GPG error: http://mirror.example trusty-updates Release: The following signatures were invalid: BADSIG 40976EAF437D05B5 Ubuntu Archive Automatic Signing Key <ftpmaster@ubuntu.com>',
      },
    ],
  },
  {
    code: 'release-file-expired',
    family: 'apt',
    what: 'What {address} says of itself is too old since {time}.',
    next: "A mirror that no longer syncs, or the host's clock runs ahead: `timedatectl`, then another mirror.",
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern:
          'E: Release file for {address} is expired (invalid since {time*}). Updates for this repository will not be applied.',
        example:
          'E: Release file for http://mirror.example/s/./InRelease is expired (invalid since 20d 0h 0min 0s). Updates for this repository will not be applied.',
      },
    ],
  },
  {
    code: 'release-file-not-yet-valid',
    family: 'apt',
    what: 'What {address} says of itself is from the future, by {time}.',
    next: "The host's clock is behind: `timedatectl`, mend its time service, then try again.",
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern:
          'E: Release file for {address} is not valid yet (invalid for another {time*}). Updates for this repository will not be applied.',
        example:
          'E: Release file for http://mirror.example/s/./InRelease is not valid yet (invalid for another 1d 23h 59min 49s). Updates for this repository will not be applied.',
      },
    ],
  },
  {
    code: 'name-not-resolved',
    family: 'apt',
    what: 'The name {host} cannot be resolved.',
    next: 'On the host: `getent hosts` of that name, then /etc/resolv.conf and the resolver it names.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: "{*}Temporary failure resolving '{host}'",
        example:
          "W: Failed to fetch http://no-such-host.invalid/x/dists/bookworm/InRelease  Temporary failure resolving 'no-such-host.invalid'",
      },
      {
        logs: ['output', 'apt-term'],
        pattern: "{*}Could not resolve '{host}'",
        example: "  Could not resolve 'mirror.example'",
      },
    ],
  },
  {
    code: 'repository-unreachable',
    family: 'apt',
    what: '{address} cannot be reached: {detail}.',
    next: 'On the host: is the mirror up, does a proxy or firewall stand between (`curl -v`)? The lists of before were used.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: '{*}Could not connect to {address} ({*}). - connect ({detail*})',
        example:
          'W: Failed to fetch http://127.0.0.1:9/x/dists/bookworm/InRelease  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)',
      },
    ],
  },
  {
    code: 'certificate-refused',
    family: 'apt',
    what: "The mirror's certificate is refused: {detail}.",
    next: 'Is a proxy in between that signs for itself, is the authority on the host (ca-certificates), is the clock right?',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: '{*}Certificate verification failed: {detail*}. Could not handshake: {*}',
        example:
          '  Certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown. The name in the certificate does not match the expected.  Could not handshake: Error in the certificate verification. [IP: 192.0.2.1 443]',
      },
    ],
  },
  {
    code: 'file-gone-from-mirror',
    family: 'apt',
    what: 'The mirror no longer has {address}.',
    next: 'The index is older than the mirror: refresh it. For a version that left the archive the package store is the place.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: 'E: Failed to fetch {address} 404 {*}',
        example: 'E: Failed to fetch http://mirror.example/u/./gone.deb  404  File not found [IP: 192.0.2.1 80]',
      },
    ],
  },
  {
    code: 'repository-without-release-file',
    family: 'apt',
    what: '{repository} has no Release file: the address or suite is wrong, or the release has left the mirror.',
    next: 'Compare the line of the sources with what the mirror has; releases past their end move to the archive host.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: "E: The repository '{repository*}' does not have a Release file.",
        example: "E: The repository 'http://mirror.example/none bookworm Release' does not have a Release file.",
      },
    ],
  },
  {
    code: 'repository-unsigned',
    family: 'apt',
    what: '{repository} is not signed, or not by a key that the host believes.',
    next: 'The line above says which. Do not allow unsigned repositories; mend the key or leave the repository out.',
    signs: [
      {
        logs: ['output', 'apt-term'],
        pattern: "E: The repository '{repository*}' is not signed.",
        example: "E: The repository 'http://mirror.example/s ./ InRelease' is not signed.",
      },
    ],
  },
];
