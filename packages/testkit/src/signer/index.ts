// Signers: real Ed25519 keys, signatures and envelopes. A check of signatures on made-up ones would prove nothing.
// Not here: keys in files and who may use them (the signing port), trust roots (compat, the tests themselves).
// May import: builders, core, node:.

export { newSigner, type Signer, sealed, seededSigner, verify } from './signer.ts';
