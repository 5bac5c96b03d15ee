/** The root of a tree, and whether one entry stands in it: RFC 6962. */

import { nodeHash, split } from "./hashes.js";

/** The root over leaf hashes; of none at all, the hash of nothing. */
export async function rootOf(hashes) {
  if (!hashes.length) return "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  if (hashes.length === 1) return hashes[0];
  const left = split(hashes.length);
  return nodeHash(await rootOf(hashes.slice(0, left)), await rootOf(hashes.slice(left)));
}

/** The root that leaf `index` of `size` leads to by its path, the leaf's neighbour first; "" when the path does not fit. */
export async function rootFrom(index, size, leaf, path) {
  if (!(index >= 0 && index < size)) return "";
  if (size === 1) return path.length ? "" : leaf;
  if (!path.length) return "";
  const left = split(size);
  const [rest, last] = [path.slice(0, -1), path.at(-1)];
  const own = await (index < left ? rootFrom(index, left, leaf, rest) : rootFrom(index - left, size - left, leaf, rest));
  if (!own) return "";
  return index < left ? nodeHash(own, last) : nodeHash(last, own);
}
