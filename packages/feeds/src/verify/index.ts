// Whether what was fetched may be believed: its SHA-256, and an OpenPGP signature by a key of a given file.
// Not here: fetching it (transport), reading it (archive). The apt repositories of hosts are verified by the
// controller's own adapter, which reads nothing but clearsigned text.
// May import: core, node:, the frame's own contract.

export {
  isClearsigned,
  SIGNATURE_ENDINGS,
  signerOf,
  verifyClearsigned,
  verifyDetached,
} from './openpgp.ts';
export { sha256OfFile } from './sha256.ts';
