// The machine's mount table, and the overlay of a host's root over the shared base.
//
// Read anew at every look, because other processes of the lab mount too. Never unmounts lazily.
//
// May import: node built-ins and the lab's top-level files.
export { mountOverlay, type Overlay, unmount } from './overlay.ts';
export { isMountPoint, mountPointsBelow } from './table.ts';
