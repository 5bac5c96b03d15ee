/** Whether a log only grew: the consistency proof of RFC 6962, which a phone asks for at every sync. */

import { nodeHash, split } from "./hashes.js";

class NoProof extends Error {}

/**
 * The roots of the old and the new tree that a proof leads to. `whole` says that the old tree is the whole left edge so
 * far, whose root is known; else the proof begins with the root of what both trees share.
 */
async function roots(old, now, proof, known, whole) {
  if (old === now) {
    if (proof.length !== (whole ? 0 : 1)) throw new NoProof();
    return whole ? [known, known] : [proof[0], proof[0]];
  }
  if (!proof.length) throw new NoProof();
  const left = split(now);
  const [rest, last] = [proof.slice(0, -1), proof.at(-1)];
  if (old <= left) {
    const [before, after] = await roots(old, left, rest, known, whole);
    return [before, await nodeHash(after, last)];
  }
  const [before, after] = await roots(old - left, now - left, rest, known, false);
  return [await nodeHash(last, before), await nodeHash(last, after)];
}

/** Whether the log of `now` { size, root } begins with all of the log of `old`, as the `proof`, hashes in base64, shows. */
export async function extendsLog(old, now, proof) {
  if (!old.size) return true;
  if (old.size > now.size || !Array.isArray(proof)) return false;
  try {
    const [before, after] = await roots(old.size, now.size, proof, old.root, true);
    return before === old.root && after === now.root;
  } catch (error) {
    if (error instanceof NoProof || error.name === "Unreadable") return false;
    throw error;
  }
}
