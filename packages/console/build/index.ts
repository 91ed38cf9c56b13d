// Builds the console out of this checkout, with what `npm ci` has brought: nothing is downloaded. The controller starts it as
// a process of its own and serves what it leaves in dist/ (docs/adr/0042).
// Not here: how files are served (controller), what the console is (src).
// May import: vite, node:.

export { buildConsole } from './build-console.ts';
