// What no package owns: programs in the folders for such programs and of running processes, snaps, flatpaks, containers.
// Read from files and folders in the forms that their makers keep them in, never from what a program prints for people.
// Not here: whether any of it is safe (nobody knows: that is why it is listed), which package owns a file (handed over).
// Does not look into homes, into remote file systems, or at what an engine without a folder of its own runs.
// May import: ports, core, node:.

export { lookAtSoftware } from './look.ts';
export { createSoftwareObserver, readSoftwareReport, writeSoftwareReport } from './report.ts';
