// Passwords by argon2id (RFC 9106), from the runtime's own OpenSSL: no library (docs/adr/0042).
// Not here: which password is good enough, how often one may try (app/access).
// May import: ports, node:.

export { argon2Passwords } from './argon2-passwords.ts';
