/** Whose phone this is now: a cookie that the server sets at sign-in names the person, and carries no right to anything. */

/** The username of whoever signed in last in this browser, or "". */
export function signedInPerson() {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith("who="));
  return found ? decodeURIComponent(found.slice(4)) : "";
}
