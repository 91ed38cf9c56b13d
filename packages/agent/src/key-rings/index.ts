// When the keys expire by which a repository is signed: read by hand, since a host without gpg has repositories, too (RFC 4880, of which
// it needs packets, self-signatures and issuers). Nothing is verified here: that is for the package manager.
// Not here: which keys a repository has (adapters). May import: core, node:.

export { type ExpiringKey, issuersIn, keysIn, lastExpiry, readKeys } from './key-rings.ts';
