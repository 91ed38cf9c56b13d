// Why dnf could not fetch, or did not believe what it fetched. Seen with dnf 4.14 unless said otherwise.

import type { Cause } from '../types.ts';

export const DNF_REPOSITORIES: readonly Cause[] = [
  {
    code: 'not-registered',
    family: 'dnf',
    what: 'The host is not registered with its vendor, and so gets nothing of what a subscription covers.',
    next: '`subscription-manager status`, then register it or attach the subscription; plan again afterwards.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'This system is not registered with an entitlement server.{*}',
        example:
          'This system is not registered with an entitlement server. You can use subscription-manager to register.',
      },
    ],
  },
  {
    code: 'package-unsigned',
    family: 'dnf',
    what: 'The package {package} is not signed.',
    next: 'Where does it come from? Sign it and its repository; do not turn `gpgcheck` off.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'Package {package} is not signed',
        example: 'Package lab-mod-1.0-1.noarch.rpm is not signed',
      },
    ],
  },
  {
    code: 'package-key-missing',
    family: 'dnf',
    what: 'The key that {package} is signed with is not on the host.',
    next: "Import the publisher's key, checked by its fingerprint (`rpm --import`), or name it as `gpgkey` of the repository.",
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'Public key for {package} is not installed{*}',
        example:
          'Public key for mysql-community-server-8.0.42-1.el9.x86_64.rpm is not installed. Failing package is: mysql-community-server-8.0.42-1.el9.x86_64',
      },
    ],
  },
  {
    code: 'repository-key-wrong',
    family: 'dnf',
    what: 'The keys on the host for the repository {repository} are not those that its packages are signed with.',
    next: 'The publisher changed the key: fetch the new one, check its fingerprint, replace `gpgkey` on all hosts.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern:
          'The GPG keys listed for the "{repository*}" repository are already installed but they are not correct for this package.',
        example:
          'The GPG keys listed for the "MySQL 8.0 Community Server" repository are already installed but they are not correct for this package.',
      },
    ],
  },
  {
    code: 'signature-check-failed',
    family: 'dnf',
    what: 'The check of signatures failed, and nothing was installed.',
    next: 'The lines above name the package and the key.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: 'Error: GPG check FAILED',
        example: 'Error: GPG check FAILED',
      },
    ],
  },
  {
    code: 'curl-name-not-resolved',
    family: 'dnf',
    what: 'The name in {address} cannot be resolved.',
    next: 'On the host: `getent hosts` of that name, then /etc/resolv.conf and the resolver it names.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: "- Curl error (6): Couldn't resolve host name for {address} [{*}]",
        example:
          "  - Curl error (6): Couldn't resolve host name for http://no-such-host.invalid/x/repodata/repomd.xml [Could not resolve host: no-such-host.invalid]",
      },
    ],
  },
  {
    code: 'curl-not-connected',
    family: 'dnf',
    what: '{address} cannot be reached: {detail}.',
    next: 'On the host: is the mirror up, does a proxy or firewall stand between (`curl -v`)?',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: "- Curl error (7): Couldn't connect to server for {address} [{detail*}]",
        example:
          "  - Curl error (7): Couldn't connect to server for http://127.0.0.1:9/x/repodata/repomd.xml [Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server]",
      },
    ],
  },
  {
    code: 'curl-timed-out',
    family: 'dnf',
    what: '{address} did not answer in time: {detail}.',
    next: 'A slow or overloaded mirror or proxy: try again later, use a nearer mirror, or raise `timeout` of the repository.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: '- Curl error (28): Timeout was reached for {address} [{detail*}]',
        example:
          '  - Curl error (28): Timeout was reached for https://mirror.example/metalink?repo=fedora-39&arch=x86_64 [Operation too slow. Less than 1000 bytes/sec transferred the last 30 seconds]',
      },
    ],
  },
  {
    code: 'curl-certificate-refused',
    family: 'dnf',
    what: 'The certificate of {address} is refused: {detail}.',
    next: 'Is a proxy in between that signs for itself, is the authority on the host (ca-certificates), is the clock right?',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: '- Curl error (60): {*} for {address} [{detail*}]',
        example:
          '  - Curl error (60): SSL peer certificate or SSH remote key was not OK for https://127.0.0.1:18443/x/repodata/repomd.xml [server certificate verification failed. CAfile: none CRLfile: none]',
      },
    ],
  },
  {
    code: 'repository-status',
    family: 'dnf',
    what: 'The mirror answers {status} for {address}.',
    next: '404: address or release is wrong or has left the mirror. 401 and 403: subscription, client certificate or password.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: '- Status code: {status} for {address} (IP: {*})',
        example: '  - Status code: 404 for http://127.0.0.1:18082/none/repodata/repomd.xml (IP: 127.0.0.1)',
      },
    ],
  },
  {
    code: 'checksum-mismatch',
    family: 'dnf',
    what: 'What was fetched is not what the repository names: its checksum differs.',
    next: 'A mirror in the middle of its sync or a proxy that keeps old files: `dnf clean metadata`, try again later or use another mirror.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: "- Downloading successful, but checksum doesn't match. Calculated: {*}",
        example:
          "  - Downloading successful, but checksum doesn't match. Calculated: 3af69a0fada0c859d10ce10a4d9d5d913a58173636b71cc99d9715e2f7116a8b(sha256)  Expected: 44837ac107dd8acdacbd24da1f923f37a1b3d352c15d0058aa61e6da19a17518(sha256) ",
      },
    ],
  },
  {
    code: 'package-not-fetched',
    family: 'dnf',
    what: '{package} could not be fetched from any mirror.',
    next: 'The metadata is older than the mirror, or files there are broken: refresh it, use another mirror.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: '{package}: Cannot download, all mirrors were already tried without success',
        example: '  lab-pre-1.0-1.noarch: Cannot download, all mirrors were already tried without success',
      },
    ],
  },
  {
    code: 'metadata-not-fetched',
    family: 'dnf',
    what: 'The metadata of the repository {repository} could not be fetched: {detail}.',
    next: 'The lines above and /var/log/dnf.log say what each mirror answered.',
    signs: [
      {
        logs: ['output', 'dnf'],
        pattern: "Error: Failed to download metadata for repo '{repository}': {detail*}",
        example:
          "Error: Failed to download metadata for repo 'bad': Cannot download repomd.xml: Cannot download repodata/repomd.xml: All mirrors were tried",
      },
    ],
  },
];
