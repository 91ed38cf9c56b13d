// Questions of the reporter to root, and root's answers: a file each, written whole or not at all. The service manager starts
// root's program when a question has come.
// Not here: answering (executor). What the reporter wrote is read as a less trusted user's, what root wrote as its own.
// May import: ports, core types, node:.

export type { QuestionFiles } from './question-in-files.ts';
export { createChecksQuestion, createWholeHostQuestion } from './questions.ts';
