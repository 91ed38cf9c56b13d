// Where things lie on a host: one place for every path, so that units, programs and tests agree.
// Not here: reading or writing any of it.
// May import: nothing.

export interface Layout {
  /** Root's: who the controller is and what is trusted. Readable by all. */
  readonly settings: string;
  readonly hooks: string;
  readonly plugIns: string;
  /** Below which folders the age of files may be told. */
  readonly fileAges: string;
  readonly stop: string;
  /** How the members of clusters on this host are reached. */
  readonly questions: string;
  /** What checks need that policy must not say: addresses and credentials. */
  readonly checks: string;
  /** Root's own word that nothing shall change for now, a file each. */
  readonly inhibitions: string;
  /** The reporter's own, writable by it alone. */
  readonly reporter: {
    readonly directory: string;
    readonly key: string;
    readonly certificate: string;
    readonly authority: string;
    readonly trust: string;
    readonly content: string;
    readonly inbox: string;
    /** What root is asked to look at. */
    readonly checksAsked: string;
    readonly verifyAsked: string;
    /** Of the package manager's adapter alone. */
    readonly packages: Readonly<Record<'deb' | 'rpm', string>>;
  };
  /** Root's, readable by the reporter. */
  readonly executor: {
    readonly directory: string;
    readonly ledger: string;
    readonly trust: string;
    readonly plan: string;
    /** Which restore points stand on the host. */
    readonly restorePoints: string;
    /** The plan whose hooks keep the host from its service. */
    readonly isolation: string;
    readonly staging: string;
    readonly transactions: string;
    /** Of the package manager's adapter alone. */
    readonly packages: Readonly<Record<'deb' | 'rpm', string>>;
    /** What root last saw of running processes. */
    readonly processes: string;
    /** What root last saw of software that no package owns. */
    readonly software: string;
    /** What root last saw of guests. */
    readonly guests: string;
    /** By what UUID whoever carries it knows this machine, as root last saw it. */
    readonly product: string;
    /** What root last found of the checks of its newest plan. */
    readonly checksAnswered: string;
    /** What root last found of the whole host. */
    readonly verified: string;
  };
}

/** `root` is `/` on a host, and a folder in tests. */
export const layoutBelow = (root: string): Layout => {
  const base = root.replace(/\/$/, '');
  const etc = `${base}/etc/slipway`;
  const reporter = `${base}/var/lib/slipway/reporter`;
  const executor = `${base}/var/lib/slipway/executor`;
  return {
    settings: `${etc}/agent.json`,
    hooks: `${etc}/hooks`,
    plugIns: `${etc}/plug-ins`,
    fileAges: `${etc}/file-ages.json`,
    stop: `${etc}/stop`,
    questions: `${etc}/questions`,
    checks: `${etc}/checks`,
    inhibitions: `${etc}/inhibit.d`,
    reporter: {
      directory: reporter,
      key: `${reporter}/key.pem`,
      certificate: `${reporter}/certificate.pem`,
      authority: `${reporter}/authority.pem`,
      trust: `${reporter}/trust.json`,
      content: `${reporter}/content`,
      inbox: `${reporter}/inbox`,
      checksAsked: `${reporter}/inbox/checks.json`,
      verifyAsked: `${reporter}/inbox/verify.json`,
      packages: { deb: `${reporter}/apt`, rpm: `${reporter}/dnf` },
    },
    executor: {
      directory: executor,
      ledger: `${executor}/ledger.jsonl`,
      trust: `${executor}/trust.json`,
      plan: `${executor}/plan.json`,
      restorePoints: `${executor}/restore-points.json`,
      isolation: `${executor}/isolation.json`,
      staging: `${executor}/staging`,
      transactions: `${executor}/transactions`,
      packages: { deb: `${executor}/apt`, rpm: `${executor}/dnf` },
      processes: `${executor}/processes.json`,
      software: `${executor}/software.json`,
      guests: `${executor}/guests.json`,
      product: `${executor}/product.json`,
      checksAnswered: `${executor}/checks.json`,
      verified: `${executor}/verified.json`,
    },
  };
};
