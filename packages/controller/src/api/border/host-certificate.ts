// Whose certificate a connection carries. TLS is told to accept connections without one, since enrolment and people have
// none; so what it says about the certificate is not relied on alone.

import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';

export type ReadSerial = (socket: TLSSocket) => string | null;

/**
 * The serial of the connection's certificate, if our authority issued it to a host and it is valid now; else `null`.
 * A resumed TLS 1.3 session without any certificate counts as `authorized` for OpenSSL: the certificate itself is asked
 * for and verified here, once per connection.
 */
export const serialReader = (authorityPem: string): ReadSerial => {
  const authority = new X509Certificate(authorityPem);
  const { publicKey } = authority;
  const known = new WeakMap<TLSSocket, X509Certificate | null>();

  const verified = (socket: TLSSocket): X509Certificate | null => {
    const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined;
    if (certificate === undefined || certificate.ca || !certificate.checkIssued(authority)) return null;
    if (!certificate.verify(publicKey)) return null;
    return certificate.keyUsage?.includes(CLIENT_AUTHENTICATION) === true ? certificate : null;
  };

  return (socket) => {
    let certificate = known.get(socket);
    if (certificate === undefined) {
      certificate = verified(socket);
      known.set(socket, certificate);
    }
    return certificate !== null && isValidAt(certificate, Date.now()) ? certificate.serialNumber : null;
  };
};

/** A connection may live longer than its certificate. */
const isValidAt = ({ validFromDate, validToDate }: X509Certificate, atMs: number): boolean =>
  validFromDate.getTime() <= atMs && atMs <= validToDate.getTime();
