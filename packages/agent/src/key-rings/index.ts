// By which keys a repository is signed, and when they expire: read by hand, since a host without gpg has repositories, too (RFC 4880, of which
// it needs packets, self-signatures and issuers). Nothing is verified here: that is for the package manager.
// Not here: which keys a repository has (adapters). May import: core, node:.

export {
  issuersIn,
  keysIn,
  lastExpiry,
  type NamedKey,
  primaryFingerprints,
  readKeys,
} from './key-rings.ts';
