// A policy as the file that people edit.

import type { Freeze } from '@slipway/core/calendar';
import type { Policy } from '@slipway/core/policy';
import { policyInOrder } from '@slipway/protocol/policy';
import { Document, isMap, isScalar, isSeq, type Node, visit } from 'yaml';

/** A short entry of plain values stands on one line, as people write it. */
const FLOW_MAX = 90;

/** `head`: comment lines for its beginning, without their `#`. */
export const policyText = (policy: Policy, head: readonly string[]): string => {
  const comments = head.map((line) => `# ${line}\n`).join('');
  return `${comments}${yamlText(policyInOrder(policy))}`;
};

/** The part of a policy file that these freezes are. */
export const freezesText = (freezes: readonly Freeze[]): string => yamlText({ freezes });

const yamlText = (value: unknown): string => {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Collection(key, node) {
      if (key === null || !isShort(node)) return undefined;
      node.flow = true;
      return visit.SKIP;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
};

const isShort = (node: Node): boolean => {
  if (isSeq(node)) return node.items.length === 0 || (node.items.every(isScalar) && lengthOf(node) <= FLOW_MAX);
  if (!isMap(node)) return false;
  const isPlain = node.items.every(({ value }) => isScalar(value) || (isMap(value) && value.items.length === 0));
  return isPlain && node.items.length <= 4 && lengthOf(node) <= FLOW_MAX;
};

const lengthOf = (node: Node): number => JSON.stringify(node.toJSON()).length;
