/**
 * Whose phone this is now. A cookie that the server sets at sign-in names the person, and carries no right to anything.
 *
 * Browsers write cookies and localStorage to the disk late, and a killed browser loses them. So the name is also kept in
 * a small database, strictly, and a lost cookie is told from somebody who signed out.
 */

import { Database, request } from "./database.js";

const SIGNED_OUT = "-";
const PERSON = "siap-person"; // in localStorage: what the small database says, without opening it
const LATER = 1000; // milliseconds: the page reads from the same disk first
const HELD = "siap-held"; // in localStorage and a cookie: of whom this phone holds a store

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** The username of whoever signed in last in this browser, "-" after signing out, "" when the cookie was lost. */
export const signedInPerson = () => cookie("who");

/** The same with what is remembered on disk for a lost cookie; "" when nobody is known. */
export async function knownPerson() {
  const person = signedInPerson() || localStorage.getItem(PERSON) || (await readPerson());
  if (person !== localStorage.getItem(PERSON)) setTimeout(() => rememberPerson(person).catch(console.warn), LATER);
  return person === SIGNED_OUT ? "" : person;
}

/** Remember whose the phone is; without a name, that somebody signed out. */
export async function rememberPerson(person = SIGNED_OUT) {
  if (!person) return;
  await new Database("").write(["meta"], async (at) => {
    at.meta.put(person, "person");
  });
  localStorage.setItem(PERSON, person);
}

const readPerson = async () => (await new Database("").read(["meta"], (at) => request(at.meta.get("person")))) ?? "";

/** The people of whom this phone holds, or held, a store. */
export const heldHere = () => new Set(`${localStorage.getItem(HELD) ?? ""} ${cookie("held")}`.split(" ").filter(Boolean));

/** Note that this phone holds somebody's store, or no longer does. */
export function markHeld(person, isHeld = true) {
  const held = heldHere();
  if (held.has(person) === isHeld) return;
  if (isHeld) held.add(person);
  else held.delete(person);
  const text = [...held].join(" ");
  localStorage.setItem(HELD, text);
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `held=${encodeURIComponent(text)}; path=/; max-age=31536000; samesite=lax${secure}`;
}
