// The product tree: which package on which platform a product id means.

import { type Release, releaseOfEcosystem } from '@slipway/core/advisory';
import { type JsonObject, listIn, objectIn, objectOf, textIn } from '../reading/index.ts';
import { type Component, componentOf, moduleOf } from './component.ts';

/** `unknown`: the tree does not have it. `other`: no RPM, or on no release that we know. */
export type Product =
  | { readonly kind: 'package'; readonly release: Release; readonly component: Component }
  | { readonly kind: 'other' }
  | { readonly kind: 'unknown' };

export interface ProductTree {
  readonly product: (id: string) => Product;
}

interface Leaf {
  readonly cpe: string | null;
  readonly purl: string | null;
}

interface Joint {
  readonly component: string;
  readonly platform: string;
}

/** A package in a module on a platform is two joints; more is a circle or nonsense. */
const JOINTS_MAX = 4;

export const productTree = (document: JsonObject | null): ProductTree => {
  const tree = objectIn(document, 'product_tree');
  const leaves = new Map<string, Leaf>();
  addLeaves(tree, leaves);
  for (const name of listIn(tree, 'full_product_names')) addLeaf(objectOf(name), leaves);
  const joints = new Map(listIn(tree, 'relationships').flatMap((value) => jointOf(objectOf(value))));
  const products = new Map<string, Product>();
  const product = (id: string): Product => {
    const known = products.get(id) ?? resolve(id, leaves, joints);
    products.set(id, known);
    return known;
  };
  return { product };
};

/** As deep as the JSON itself may be. */
const addLeaves = (branch: JsonObject | null, leaves: Map<string, Leaf>): void => {
  addLeaf(objectIn(branch, 'product'), leaves);
  for (const child of listIn(branch, 'branches')) addLeaves(objectOf(child), leaves);
};

const addLeaf = (product: JsonObject | null, leaves: Map<string, Leaf>): void => {
  const id = textIn(product, 'product_id');
  const helper = objectIn(product, 'product_identification_helper');
  if (id !== null) leaves.set(id, { cpe: textIn(helper, 'cpe'), purl: textIn(helper, 'purl') });
};

const jointOf = (relationship: JsonObject | null): readonly (readonly [string, Joint])[] => {
  const id = textIn(objectIn(relationship, 'full_product_name'), 'product_id');
  const component = textIn(relationship, 'product_reference');
  const platform = textIn(relationship, 'relates_to_product_reference');
  return id === null || component === null || platform === null ? [] : [[id, { component, platform }]];
};

const resolve = (id: string, leaves: ReadonlyMap<string, Leaf>, joints: ReadonlyMap<string, Joint>): Product => {
  const joint = joints.get(id);
  const leaf = leaves.get(joint?.component ?? id);
  if (leaf === undefined) return { kind: 'unknown' };
  if (joint === undefined) return { kind: 'other' };
  const component = componentOf(joint.component, leaf.purl);
  let platform = joint.platform;
  let module: string | null = null;
  for (let depth = 0; depth < JOINTS_MAX; depth += 1) {
    const outer = joints.get(platform);
    if (outer === undefined) break;
    module ??= moduleOfPurl(leaves.get(outer.component)?.purl ?? null);
    platform = outer.platform;
  }
  const ground = leaves.get(platform);
  if (ground === undefined) return { kind: 'unknown' };
  const release = releaseOfCpe(ground.cpe);
  if (component === null || release === null) return { kind: 'other' };
  return { kind: 'package', release, component: { ...component, module: component.module ?? module } };
};

/** `pkg:rpmmod/redhat/ruby@3.1:8090020240311122605:a75119d5`: the module as a product between package and platform. */
const moduleOfPurl = (purl: string | null): string | null => {
  const parts = /^pkg:rpmmod\/(?:[^/?#@]+\/)?([^/?#@]+)@([^?#:]+)/.exec(purl ?? '');
  return parts === null ? null : moduleOf(`${parts[1]}:${parts[2]}`);
};

/** `cpe:/a:redhat:enterprise_linux:9::appstream` */
const releaseOfCpe = (cpe: string | null): Release | null => {
  const stream = /^cpe:\/[ao]:redhat:(.+)$/.exec(cpe ?? '')?.[1];
  return stream === undefined ? null : (releaseOfEcosystem(`Red Hat:${stream}`)?.release ?? null);
};
