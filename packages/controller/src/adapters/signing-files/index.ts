// Signing with keys in files: one Ed25519 key and the trust roots that name it, made at the first start.
// Not here: approvers' keys, which the controller never holds; the certificate authority (authority).
// May import: ports, core/document, node:crypto.

export { openFileSigning } from './file-signing.ts';
