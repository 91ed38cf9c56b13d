import { linesMatching, type Rule } from '../rule.ts';

/** In parts, so that this file does not break its own rule. */
const HOSTS = [
  ['registry', 'npmjs', '(?:org|com)'],
  ['registry', 'yarnpkg', 'com'],
  ['npmmirror', 'com'],
  ['(?:deb|security|snapshot|archive|ftp)(?:[.][a-z]+)?', 'debian', 'org'],
  ['(?:archive|security|ports)', 'ubuntu', 'com'],
  ['(?:dl|mirrors)', 'fedoraproject', 'org'],
  ['repo', 'almalinux', 'org'],
  ['files', 'pythonhosted', 'org'],
  ['mirrors?', '(?!example)[a-z0-9-]+', '(?:org|com|net)'],
];

const PATTERN = new RegExp(`\\b(?:${HOSTS.map((parts) => parts.join('[.]')).join('|')})\\b`, 'i');

export const hostNames: Rule = {
  name: 'host-names',
  why: "Registries and mirrors are the machine's own settings (.npmrc, sources.list): read them there, or write example names.",
  applies: () => true,
  check: (file) => linesMatching(file, PATTERN, { inComments: true }),
};
