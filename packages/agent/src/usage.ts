// The words of the program, for people.

export const USAGE = `slipway-agent: the part of Slipway on a host

  slipway-agent enrol --controller URL --token TOKEN --trust DIGEST
                          make this host known to a controller; it is observed until somebody adopts it
  slipway-agent scan [--json]
                          this host alone, without a controller: what is pending, from where, what would
                          restart, whether a reboot would follow, what is from outside the distribution
  slipway-agent verify [--json]
                          this host alone, as root: every file of every package against what was unpacked;
                          status 1 where one differs
  slipway-agent doctor [--json]
                          this host alone, as root: whether the agent is sound: rights, ports, units, its line
                          to the controller, its ledger; status 1 where anything is wrong or cannot be told
  slipway-agent version   the agent's version and what it can do

Started by systemd: reporter, executor, adoption, look, tidy.
Stop everything on this host, whatever the controller says: touch /etc/slipway/stop
Exit status: 0 done; 1 refused, with the reason; 2 wrong use; 70 a fault, with one line.
`;
