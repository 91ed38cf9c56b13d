// The newest version of software from outside the distribution, from its maker's release feed: Atom as GitHub, Forgejo and
// GitLab serve it at `…/releases.atom` or `…/tags.atom`.
// Not here: what of it is installed where, and whether being behind matters.
// May import: core, reading, xml, the frame's own contract.

export { makerReleases } from './maker-releases.ts';
