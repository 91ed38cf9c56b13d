// Documents on the host: what both halves of the agent need to believe a document and to know which files it asks for.
// The reporter checks so that "ready" means something; the executor checks because it believes only itself.
// May import: core, protocol, ports.

export { cachedVersions, planFiles, planRemovals, planTargets, rebuiltVersions } from './plan-files.ts';
export { openTrusted, trustedRoot, trustedVersion } from './trust.ts';
