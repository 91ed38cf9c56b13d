// Question: what a cluster is asked by a member's own executor, "may one more go?" before the member leaves its service and
// "are you whole again?" after the change, in words: which kinds there are, and what must be so for a yes.
// Not here: asking (the agent's adapters), when it is asked (executor), or how a cluster is reached and with which
// credentials, which only root's own files on the host say.
// May import: nothing.

export { questionText } from './text.ts';
export type * from './types.ts';
