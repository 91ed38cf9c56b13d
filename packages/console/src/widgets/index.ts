// What pages are made of: an answer in each of its states, instants, reasons, digests, bars, labels of states.
// Not here: what a page asks and what it is about (pages).
// May import: api, time, core/reasons, core/selection, PatternFly, TanStack Router.

export { Act } from './act.tsx';
export { Bar, type Part } from './bar.tsx';
export { Behind } from './behind.tsx';
export { countText } from './count.ts';
export { DigestText } from './digest.tsx';
export { DueText } from './due.tsx';
export { EpssText, KevLabel } from './exploited.tsx';
export { Field } from './field.tsx';
export { FormAct } from './form-act.tsx';
export { GapHosts } from './gap-hosts.tsx';
export { HostsBelow } from './hosts-below.tsx';
export { Known } from './known.tsx';
export { PhaseLabel, SeverityLabel, StateLabel } from './labels.tsx';
export { ListBehind } from './list-behind.tsx';
export { More } from './more.tsx';
export { NoPolicy } from './no-policy.tsx';
export { PageHead } from './page-head.tsx';
export { useRested } from './rested.ts';
export { useFirst, useRows, withoutRows } from './rows.ts';
export { SearchBox } from './search-box.tsx';
export { Secret } from './secret.tsx';
export { Shown } from './shown.tsx';
export { Term } from './term.tsx';
export { TransactionTrace } from './transaction-trace.tsx';
export { Ago, When } from './when.tsx';
export { reasonText, Why, type WhyReason } from './why.tsx';
export { WindowBegin } from './window-begin.tsx';
export { Words } from './words.tsx';
