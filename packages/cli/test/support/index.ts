// What the tests of the CLI run on: the real program as a process, the real controller beside it, and a listener that
// answers by protocol's schemas what a test says.
// May import: cli, protocol, core, testkit, node:.

export { memoryTerminal } from '../../src/in-process/index.ts';
export { type ControllerProcess, startController } from './controller-process.ts';
export { type Ran, runSlipway, runSlipwayHere, slipwayProcess, startSlipway } from './run-slipway.ts';
export { type Answers, runAgainst, type Stub, startStub } from './stub-controller.ts';
export { stubs } from './with-stub.ts';
