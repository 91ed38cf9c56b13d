// The command line inside another process: a command's words in, its exit code and what it wrote out. Clock, waiting and
// the way to the controller are given by whoever runs it, who therefore may be the simulator, or a test.
// Not here: the program itself (main), what any command does.
// May import: run, connection, terminal, core.

export type { Answer, Sent } from '../connection/index.ts';
export { type MemoryTerminal, memoryTerminal } from './memory-terminal.ts';
export { type Ran, runInProcess, type Surroundings } from './run-in-process.ts';
