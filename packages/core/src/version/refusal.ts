import { reason } from '../reasons/index.ts';
import type { FaultSeverity, ParsedVersion, VersionFormat } from './types.ts';

/** One line per fault of a format: how bad it is, and the detail for people. */
export type FaultTable<Fault extends string> = Readonly<Record<Fault, readonly [FaultSeverity, string]>>;

/** As much of a refused text as a reason carries: every real version fits, a megabyte of input does not travel on. */
const SHOWN_CHARACTERS_MAX = 120;

/** Control characters: a refused text is printed on terminals, and must not steer them. */
const CONTROL = /\p{Cc}/gu;

/** The way every strict parser of this folder says no. */
export function refuseWith<Fault extends string>(format: VersionFormat, faults: FaultTable<Fault>) {
  return (text: string, fault: Fault): Extract<ParsedVersion<never, Fault>, { readonly ok: false }> => {
    const [severity, detail] = faults[fault];
    const cut = text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text;
    const version = cut.replace(CONTROL, '\u{FFFD}');
    return { ok: false, reason: reason('version-invalid', { version, format, detail }), fault, severity };
  };
}
