import { textOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { failedCommand, run } from '../run.ts';
import { EMULATOR, PLAIN } from './qemu.ts';

/** A machine without boot loader and network, for work that needs a kernel of its own. */
export interface Direct {
  readonly kernel: string;
  readonly initrd: string;
  /** The kernel's command line. */
  readonly append: string;
  /** In order: /dev/vda, /dev/vdb, … */
  readonly disks: readonly { readonly path: string; readonly format: 'raw' | 'qcow2' }[];
  readonly memoryMb: number;
  readonly consoleLog: string;
  /** What the console must have said for the work to count as done. */
  readonly saidAtTheEnd: string;
  readonly timeoutMs: number;
}

/** Runs it until it powers itself off. */
export async function runToItsEnd(direct: Direct): Promise<void> {
  const argv = [
    EMULATOR,
    ...PLAIN,
    ...['-m', String(direct.memoryMb), '-no-reboot'],
    ...['-kernel', direct.kernel, '-initrd', direct.initrd, '-append', direct.append],
    // Unsafe: a build that is cut off is thrown away whole.
    ...direct.disks.flatMap(({ path, format }) => ['-drive', `file=${path},if=virtio,format=${format},cache=unsafe`]),
    ...['-chardev', `file,id=console,path=${direct.consoleLog}`, '-serial', 'chardev:console'],
  ];
  const result = await run(argv, { timeoutMs: direct.timeoutMs });
  const said = (await textOrNull(direct.consoleLog)) ?? '';
  if (result.ending !== 'exited' || result.exitCode !== 0) throw failedCommand(argv, result);
  if (!said.includes(direct.saidAtTheEnd)) {
    throw new LabError('command-failed', `the virtual machine did not finish its work:\n${said.slice(-3000)}`);
  }
}
