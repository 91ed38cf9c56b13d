// A certificate request from outside: readable, signed by its own key, of a kind of key that is strong enough.

import './reflect-metadata.ts';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

/** A request with a 4096-bit key is about 1,700 characters. */
const LENGTH_MAX = 10_000;

export const readCertificateRequest = async (pem: string): Promise<Outcome<Pkcs10CertificateRequest>> => {
  if (pem.length > LENGTH_MAX) return malformed(`it has more than ${LENGTH_MAX} characters`);
  let request: Pkcs10CertificateRequest;
  let proven: boolean;
  try {
    request = new Pkcs10CertificateRequest(pem);
    if (!isStrong(request))
      return malformed('its key is neither Ed25519, nor P-256 or P-384, nor RSA of 2048 bits or more');
    proven = await request.verify();
  } catch (error) {
    return malformed(error instanceof Error ? error.message : String(error));
  }
  return proven ? ok(request) : malformed('it is not signed by its own key');
};

const isStrong = ({ publicKey: { algorithm } }: Pkcs10CertificateRequest): boolean => {
  if (algorithm.name === 'Ed25519') return true;
  if ('namedCurve' in algorithm) return algorithm.namedCurve === 'P-256' || algorithm.namedCurve === 'P-384';
  return 'modulusLength' in algorithm && Number(algorithm.modulusLength) >= 2048;
};

const malformed = (detail: string): Outcome<never> => refuse('input-invalid', { what: 'certificate request', detail });
