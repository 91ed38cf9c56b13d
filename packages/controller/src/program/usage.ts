// The words of the program, for people.

export const USAGE = `slipway-controller: the part of Slipway that knows the fleet

  slipway-controller serve [--data DIR] [--listen ADDRESS:PORT] [--metrics ADDRESS:PORT] [--name NAME]...
                           [--keyring FILE]... [--check-in SECONDS] [--proposal-wait SECONDS]
                           [--database URL [--database-password FILE]]
      runs the controller. The first start makes keys, certificates, a starter policy and the first
      administrator's token, which is shown once.
        --metrics        a loopback address for /metrics, /livez and /readyz without a token; else none, and
                         /metrics is at the listener alone, for tokens
        --name           names and addresses by which hosts and people reach it; the first one stands in
                         enrolment lines. Else: this host's name and addresses
        --keyring        OpenPGP keyrings that vendors' repositories are verified with, besides Debian's and
                         those in DIR/keyrings; armoured ones (.asc) are for rpm repositories
        --database       postgres://USER@HOST/NAME: the store is there, for any number of controllers
        --database-password  the file that its password stands in
        --check-in       how often an idle host reports (60; 300 at most)
        --proposal-wait  how long planning waits for hosts' proposals (twice that, 120 at least)
  slipway-controller backup [--data DIR] --to FILE | --into DIR [--keep N] [--without-content]
      copies everything, keys included, into one file, while the controller runs
        --to             the file, which must not be there yet
        --into           a folder, for timers: the file is named by its time
        --keep           the newest so many of the folder's stay; without it all do
  slipway-controller restore [--data DIR] --from FILE
      makes a data directory from a backup. Rollouts are stopped and approvals void until people look
  slipway-controller migrate-store [--data DIR] --database URL [--database-password FILE]
      moves the store of a data directory into an empty database of PostgreSQL's, compares every table by
      count and digest, and puts the old one aside
  slipway-controller settle-restored [--data DIR] --database URL [--database-password FILE]
      after the database was restored by its own tools: rollouts are stopped and approvals void until people look
  slipway-controller doctor [--data DIR] [--database URL [--database-password FILE]] [--json]
      looks at this installation, running or not, and changes nothing: rights, ports, programs, certificates,
      store, backup, feeds, hosts that are silent; status 1 where anything is wrong or cannot be told
  slipway-controller version

DIR is $SLIPWAY_DATA, else /var/lib/slipway/controller for root and ./.slipway/controller for others.
The default listener is 0.0.0.0:8443.
Exit status: 0 done; 1 refused, with the reason; 2 wrong use; 70 a fault, with one line.
`;

export const EXIT = { done: 0, refused: 1, usage: 2, fault: 70 } as const;
