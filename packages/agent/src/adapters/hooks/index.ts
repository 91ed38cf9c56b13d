// Hooks: executables of the host's own folder, called by name. The folder belongs to the host's owner: what lies there, and
// which parameters it takes, nobody outside decides.
// Not here: when a hook is called and what its answer means (executor).
// May import: ports, core, node:.

export { createFolderHooks } from './folder-hooks.ts';
