// The running Linux system: what it is, what it runs, whether it must be restarted, and asking it to.
// Not here: services (systemd), packages (apt). Reads /proc, /etc and /boot; writes nothing but what root leaves for the reporter.
// May import: ports, core, node:.

export { lockHolders } from './lock-holders.ts';
export { type PackageFormat, packageFormatOf } from './package-format.ts';
export { readProcessReport, writeProcessReport } from './process-report.ts';
export { lookAtProcesses } from './processes.ts';
export { lookAtProductUuid, readProductUuid, writeProductUuid } from './product-uuid.ts';
export { type RunningCode, runningCodeOf } from './running-code.ts';
export { createSystem } from './system.ts';
