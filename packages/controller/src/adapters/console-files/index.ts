// The console's files out of a checkout: built in a process of its own where its sources have changed, and kept in memory,
// since there are few and people ask for them together.
// Not here: headers and routes (api/console), the build itself (packages/console).
// May import: ports, node:.

export { openConsoleFiles } from './console-files.ts';
