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
  const known = new WeakMap<TLSSocket, Certified | null>();

  const verified = (socket: TLSSocket): X509Certificate | null => {
    const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined;
    if (certificate === undefined || certificate.ca || !certificate.checkIssued(authority)) return null;
    if (!certificate.verify(publicKey)) return null;
    return certificate.keyUsage?.includes(CLIENT_AUTHENTICATION) === true ? certificate : null;
  };

  return (socket) => {
    let certified = known.get(socket);
    if (certified === undefined) {
      certified = certifiedBy(verified(socket));
      known.set(socket, certified);
    }
    return certified !== null && isValidAt(certified, Date.now()) ? certified.serial : null;
  };
};

/** Read once per connection: each of a certificate's properties is decoded anew at every look. */
interface Certified {
  readonly serial: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

const certifiedBy = (certificate: X509Certificate | null): Certified | null =>
  certificate === null
    ? null
    : {
        serial: certificate.serialNumber,
        fromMs: certificate.validFromDate.getTime(),
        untilMs: certificate.validToDate.getTime(),
      };

/** A connection may live longer than its certificate. */
const isValidAt = ({ fromMs, untilMs }: Certified, atMs: number): boolean => fromMs <= atMs && atMs <= untilMs;
