// The certificate authority, made at the first start: its own certificate, the listener's, and one per host.
// Not here: who is let in (a host's serial is looked up at every request, so that retiring it ends its certificate at
// once), and signed documents (signing-files).
// May import: ports, core, @peculiar/x509, node:crypto.

export { openFileAuthority } from './file-authority.ts';
