/** What root's file may say. */
export const SETTINGS = ['pidFile', 'stateFile', 'peers'];
