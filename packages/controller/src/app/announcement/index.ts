// Announcement: that a window comes in which hosts are patched is told ahead of it, as often as policy asks, and taken back
// where it does not take place; and whether it was told in time is answered for whoever waits for it.
// Not here: when it is due and what it says (core/notice), who hears it and whether it arrives (notify).
// May import: core, ports, approval, notify.

export { announceWindows } from './announce.ts';
export { announcedAt } from './announced.ts';
