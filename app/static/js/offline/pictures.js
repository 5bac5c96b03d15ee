/** The pictures to compare with: of the last visit's answers and of the findings that are still open. */

/** The uids of a visit's pictures; `context` is what the server told of the visit, or undefined. */
export function picturesOf(context) {
  const previous = Object.values(context?.previous ?? {});
  const findings = Object.values(context?.findings ?? {}).flat();
  return [...new Set([...previous, ...findings].flatMap(({ photos = [] }) => photos))];
}

/** The key of a small picture among the phone's bytes. */
export const thumbKey = (uid) => `${uid}/thumb`;
