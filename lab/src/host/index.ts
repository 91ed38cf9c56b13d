// One real host: a booted systemd container over the shared base, with a supervisor that starts it again after a reboot; or a
// virtual machine over the shared image.
//
// Creates, starts, stops in three ways (power-off, reboot, sudden stop), runs commands inside and moves files in and
// out. Knows nothing of services, fleets and repositories. Everything destructive looks at the marker first.
//
// May import: process/, state/, mount/, machine/ (the resolver), virtual/ and the lab's top-level files.
export { powerOff, reboot, removeHost, startHost, suddenStop } from './control.ts';
export { createHost, type HostFile, networkUnit } from './create.ts';
export { hostState, type LabHost, readHosts, rootOf } from './host.ts';
export { copyIn, exec, execOk, readFileIn, writeFileIn } from './inside.ts';
export { aptGet, dnf, installPackage } from './install-package.ts';
export { bootId, waitUntilRunning } from './wait.ts';
