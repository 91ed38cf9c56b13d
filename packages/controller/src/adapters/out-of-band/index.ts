// Reaching a host that does not answer: `out-of-band.d/NAME` in the data directory, root's own executables (IPMI, a hypervisor's
// command, a log of a serial console). Called with the action, the host, and the parameters of policy; never through a shell.
// Not here: whether it may be called (app/fleet).
// May import: ports, core, node:.

export { openOutOfBand } from './out-of-band.ts';
