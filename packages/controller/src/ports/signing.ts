import type { Envelope, PayloadType, TrustRoot } from '@slipway/core/document';
import type { Digest, HostId } from '@slipway/core/ids';
import type { Outcome } from '@slipway/core/reasons';

/** The controller's own keys. They never leave the implementation. */
export interface Signing {
  sign(payloadType: PayloadType, document: object): Promise<Envelope>;
  /**
   * The root that these keys belong to, and its digest for whoever is to trust it from now on: a line that named an older
   * one would let the keys of that one show its own successor.
   */
  trustRoots(): Promise<{
    readonly envelopes: readonly Envelope[];
    readonly current: TrustRoot;
    readonly currentDigest: Digest;
  }>;
}

/** The certificate authority for agents and for the controller's own listener. */
export interface Authority {
  certificatePem(): Promise<string>;
  /** Checks the request's own signature; the subject is the host id whatever the request says. */
  issueHostCertificate(options: {
    readonly hostId: HostId;
    readonly certificateRequest: string;
  }): Promise<Outcome<{ readonly certificate: string; readonly serial: string }>>;
}
