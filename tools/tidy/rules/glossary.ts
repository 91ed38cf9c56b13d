import { basename } from 'node:path/posix';
import { type Breach, isSource, type ProjectFile, type Rule } from '../rule.ts';

/**
 * The right-hand column of the glossary (DESIGN section 2), as far as a word there is wrong wherever it names a thing
 * of ours. Left out are words that are also standard terms for something else here: node (runtime, Merkle tree),
 * server and client (HTTP), lock (dpkg's own), pin (apt's own), bundle (esbuild), issue (to issue a certificate).
 */
const INSTEAD: Readonly<Record<string, string>> = {
  baseline: 'manifest',
  batch: 'wave',
  blackout: 'freeze',
  bulletin: 'advisory',
  collection: 'selector',
  config: 'policy (of a fleet) or settings, options (of a program)',
  deployment: 'rollout',
  errata: 'advisory',
  erratum: 'advisory',
  finding: 'verdict',
  findings: 'verdicts',
  job: 'plan or host plan',
  jobs: 'plans or host plans',
  machine: 'host',
  machines: 'hosts',
  master: 'controller',
  ring: 'wave',
  slot: 'occurrence or lease',
  stage: 'environment',
  task: 'step',
  tasks: 'steps',
  waiver: 'exception',
};

/** "The host's step machine" and "virtual machine" are the design's own words. */
const STANDARD_TERM = /(state|step|virtual)-machines?/g;

const DECLARED = /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/;

export const glossary: Rule = {
  name: 'glossary',
  why: 'One word per idea, in code, tables, API, CLI and documents alike (glossary of the design).',
  applies: (path) => /^packages\/[^/]+\/src\//.test(path) && isSource(path),
  check: (file) => [...wrongFileName(file), ...wrongExports(file)],
};

function wrongFileName(file: ProjectFile): readonly Breach[] {
  return breaches(basename(file.path, '.ts'), file.path, 1);
}

function wrongExports(file: ProjectFile): readonly Breach[] {
  return file.lines.flatMap((line, index) => {
    const name = DECLARED.exec(line)?.[1];
    return name === undefined ? [] : breaches(name, file.path, index + 1);
  });
}

function breaches(name: string, path: string, line: number): readonly Breach[] {
  const words = kebab(name).replaceAll(STANDARD_TERM, '').split('-');
  return words.flatMap((word) => {
    const right = Object.hasOwn(INSTEAD, word) ? INSTEAD[word] : undefined;
    return right === undefined ? [] : [{ path, line, says: `'${word}' in ${name}: say ${right}` }];
  });
}

/** `maxJobCount`, `MAX_JOB_COUNT` and `max-job-count` have the same words. */
function kebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
