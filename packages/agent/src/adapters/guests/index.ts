// Guests of this host, a folder for each kind: machines of libvirt, containers of LXC and of systemd-nspawn,
// and whatever root's own program tells of. Whoever manages them is
// asked and told; nothing is ended by force (docs/adr/0046).
// Not here: which guests go and when (executor), what policy chooses for them (core/guest).
// May import: ports, core, node:.

export { createGuests } from './create.ts';
export { readGuestReport, writeGuestReport } from './report.ts';
