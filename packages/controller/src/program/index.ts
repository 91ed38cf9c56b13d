// The controller as a program: its words, its data directory, its way up and down, backup and restore.
// Not here: which adapters serve the ports (main.ts), what the controller does (app).
// May import: app, api, ports, core, node:.

export { type Command, type DatabaseOption, parseCommand, type ServeCommand } from './arguments.ts';
export { dropOldBackups, makeBackup, pathInFolder, restoredText, restoreFiles } from './backup/index.ts';
export { binaryOf, credentialsFolder, emptyWorkFolder, keyringsOf, occupy } from './data-directory.ts';
export { examineInstallation } from './doctor/index.ts';
export { listenerNames, probeAddress } from './listen.ts';
export { type Installation, serve } from './serve.ts';
export { noteMoved, storePlace } from './store-place.ts';
export { noteBackup } from './surroundings.ts';
export { EXIT, USAGE } from './usage.ts';
export { VERSION } from './version.ts';
