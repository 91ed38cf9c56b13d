// Where the controller is, whom to believe there, and who we are: from the environment, else from what `slipway login`
// wrote. Not here: talking to it (connection).
// May import: exit, given-file, node:.

export { controllerUrl, readSettings } from './read.ts';
export { settingsPath, writeLogin } from './stored-login.ts';
export type { Settings } from './types.ts';
