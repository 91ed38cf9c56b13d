// Logical volumes as `lvs --reportformat json` tells them (lvmreport(7)): every field is text, sizes in bytes.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { RunCommand } from '../../../ports/index.ts';
import { runProgram } from '../means/index.ts';

export interface LogicalVolume {
  readonly group: string;
  readonly name: string;
  /** `253:0`, as mounts have it; `null`: it is not active. */
  readonly device: string | null;
  readonly sizeBytes: number;
  readonly segmentType: string;
  /** `''`: it is no snapshot. */
  readonly origin: string;
  readonly tags: readonly string[];
  /** Of the room of a snapshot. `null`: none is told, as of what is no snapshot, or cannot be read any more. */
  readonly usedPercent: number | null;
  readonly isInvalid: boolean;
  readonly isMerging: boolean;
  readonly groupFreeBytes: number;
}

const FIELDS = [
  'vg_name',
  'lv_name',
  'lv_kernel_major',
  'lv_kernel_minor',
  'lv_size',
  'segtype',
  'origin',
  'lv_tags',
  'snap_percent',
  'lv_snapshot_invalid',
  'lv_merging',
  'vg_free',
] as const;
type Row = Readonly<Record<(typeof FIELDS)[number], string>>;

/** `--all`: a snapshot that is being merged is hidden. A volume of several segments has a row for each, and is listed once. */
export const logicalVolumes = async (run: RunCommand): Promise<Outcome<readonly LogicalVolume[]>> => {
  const command = ['/usr/sbin/lvs', '--all', '--reportformat', 'json', '--units', 'b', '--nosuffix'] as const;
  const said = await runProgram(run, 'looked at', [...command, '--options', FIELDS.join(',')]);
  if (!said.ok) return said;
  const rows = rowsIn(said.value);
  if (rows === null) return refuse('restore-point-failed', { what: 'looked at', detail: 'lvs says what is no report' });
  return ok([...new Map(rows.map((row) => [`${row.vg_name}/${row.lv_name}`, volumeOf(row)])).values()]);
};

/** `null`: it is not of the form, or lacks a field. */
export const rowsIn = (text: string): readonly Row[] | null => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const report = fieldOf(value, 'report');
  if (!Array.isArray(report)) return null;
  const rows = report.map((one) => fieldOf(one, 'lv'));
  if (!rows.every((one) => Array.isArray(one))) return null;
  const all: readonly unknown[] = rows.flat();
  return all.every(isRow) ? all : null;
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;

const COUNT = /^\d{1,16}$/;
const isRow = (value: unknown): value is Row =>
  FIELDS.every((name) => typeof fieldOf(value, name) === 'string') &&
  COUNT.test(String(fieldOf(value, 'lv_size'))) &&
  COUNT.test(String(fieldOf(value, 'vg_free'))) &&
  /^(?:\d{1,3}(?:\.\d+)?)?$/.test(String(fieldOf(value, 'snap_percent')));

const volumeOf = (row: Row): LogicalVolume => ({
  group: row.vg_name,
  // Hidden ones stand in brackets.
  name: row.lv_name.replace(/^\[(.*)\]$/, '$1'),
  device: COUNT.test(row.lv_kernel_major) ? `${row.lv_kernel_major}:${row.lv_kernel_minor}` : null,
  sizeBytes: Number(row.lv_size),
  segmentType: row.segtype,
  origin: row.origin,
  tags: row.lv_tags === '' ? [] : row.lv_tags.split(','),
  usedPercent: row.snap_percent === '' ? null : Math.ceil(Number(row.snap_percent)),
  isInvalid: row.lv_snapshot_invalid !== '',
  isMerging: row.lv_merging !== '',
  groupFreeBytes: Number(row.vg_free),
});
