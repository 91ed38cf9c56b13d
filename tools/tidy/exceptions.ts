/** Where a rule does not apply, and why. An exception that nothing needs any more fails the gate. */

export interface Exception {
  readonly rule: string;
  /** A file, or a folder with its closing slash. */
  readonly path: string;
  readonly reason: string;
}

export const exceptions: readonly Exception[] = [
  {
    rule: 'shell',
    path: 'packages/agent/src/adapters/run-command/run-command.test.ts',
    reason:
      'the shell is the child under test: it writes to both streams, exits with a code, starts children of its own',
  },
  {
    rule: 'shell',
    path: 'lab/test/',
    reason:
      "sh is the subject: it checks the hosts' hook scripts, and is the child that writes, hangs and starts children",
  },
  {
    rule: 'shell',
    path: 'packages/cli/test/completion.test.ts',
    reason: 'bash is the subject: it reads the completion script and is asked what it offers',
  },
  {
    rule: 'shell',
    path: 'lab/src/image/system.ts',
    reason:
      'debconf-set-selections reads a stream, and the command is a constant that runs in the root of a new machine',
  },
  {
    rule: 'shell',
    path: 'packages/agent/src/adapters/apt/recorded.test.ts',
    reason: 'bash is the package whose hold was recorded',
  },
  {
    rule: 'shell',
    path: 'packages/agent/test/recordings/record-main.ts',
    reason: 'bash is the package whose hold is recorded; the command in sh is a constant in the root of a made system',
  },
  {
    rule: 'shell',
    path: 'packages/testkit/src/compat/store/second/',
    reason: 'the path is that of a file that a host says differs; nothing is started',
  },
  {
    rule: 'file-length',
    path: 'packages/console/src/api/schema.d.ts',
    reason: "made from the API's description by a program, and compared with it by a test",
  },
  {
    rule: 'shell',
    path: 'tools/tidy/rules.test.ts',
    reason: 'every form in which a shell is started is written there, as text that this rule must report',
  },
];
