// What formats share in taking hostile text apart: JSON with limits, lines, dates, severities,
// words of bounded length.
// Not here: what any format means; XML, which only updateinfo and Atom need.
// May import: core, the frame's own contract (format, limits, refused).

export { instantOfText } from './instants.ts';
export { type Json, type JsonObject, listIn, objectIn, objectOf, parseJson, textIn, textsIn } from './json.ts';
export { type JsonMember, jsonMembers } from './json-members.ts';
export { linesOf } from './lines.ts';
export { problem } from './problem.ts';
export { afterProlog } from './prolog.ts';
export { severityOf, worstSeverity } from './severity.ts';
export { plainText } from './text.ts';
