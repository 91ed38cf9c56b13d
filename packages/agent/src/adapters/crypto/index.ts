// Real cryptography for the agent: SHA-256, and Ed25519 verification by a raw public key.
// Not here: keys of the host itself (enrolment), what is believed (core/document).
// May import: ports, core/ids, node:.

export { nodeCrypto } from './node-crypto.ts';
