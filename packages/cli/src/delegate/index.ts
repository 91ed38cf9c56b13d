// Commands that another program of ours carries out: the controller's and the agent's own, found as a path and started
// with an argument list. Nothing of them is imported here.
// May import: exit, node:.

export { agentProgram, controllerProgram } from './programs.ts';
export { runProgram } from './run-program.ts';
