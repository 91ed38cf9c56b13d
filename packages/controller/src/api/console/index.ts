// The console under the controller's own origin: its files, and index.html for every page address, so that links lead deep.
// A strict Content-Security-Policy: no outside address, nothing inline, no frame around it.
// Not here: where the files come from (adapters/console-files).
// May import: border, ports, core, fastify.

export { consoleRoutes } from './routes.ts';
