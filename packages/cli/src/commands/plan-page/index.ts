// A plan as people read it before they put their name under it: digest, bounds, waves, what each host would do, what is
// left out and why, and what the checker says.
// May import: output, terminal's style, connection, core and protocol types.

export { boundsText } from './bounds.ts';
export { changeText } from './changes.ts';
export { hostnamesOf, planningHostnames } from './hostnames.ts';
export { leftOutText } from './left-out.ts';
export { notesText } from './notes.ts';
export { planPage, takesBackText } from './page.ts';
