// Hooks and plug-ins: executables of the host's own folders, called by name; and the age of files in folders that root
// allows; and settings that root alone says. All of it belongs to the host's owner: what lies there, and what it takes, nobody outside decides.
// Not here: when a hook is called and what its answer means (executor), what a plug-in's answer means (core/reading).
// May import: ports, core, node:.

export { createFileAges } from './file-ages.ts';
export { createFolderHooks, createRunHook } from './folder-hooks.ts';
export { createFolderPlugIns } from './folder-plug-ins.ts';
export { createRootFiles } from './root-files.ts';
export { fileTrust, linkedFileTrust } from './trusted-file.ts';
