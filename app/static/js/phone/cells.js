/**
 * Names of cells: the independent fields of a visit that events set.
 *
 * `<item>.answer`, `<item>.note`, `<item>.photo.<uuid>`, `<item>.finding.<uuid>`. Item codes contain dots themselves.
 */

const REPEATED = /^(.+)\.(photo|finding)\.([^.]+)$/;
const SINGLE = /^(.+)\.(answer|note)$/;

export const answerCell = (item) => `${item}.answer`;
export const noteCell = (item) => `${item}.note`;
export const photoCell = (item, uid) => `${item}.photo.${uid}`;
export const findingCell = (item, uid) => `${item}.finding.${uid}`;

/** The item, kind and uid a cell's name says; kind is "other" for names we do not know (a newer client's). */
export function parseCell(cell) {
  const found = REPEATED.exec(cell) ?? SINGLE.exec(cell);
  return found ? { item: found[1], kind: found[2], uid: found[3] ?? "" } : { item: "", kind: "other", uid: "" };
}
