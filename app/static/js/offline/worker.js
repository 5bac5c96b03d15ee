/**
 * The service worker. The server writes `SIAP` before it: the build, every file and every page that each phone keeps.
 *
 * It answers GET of pages and of our own files and nothing else. A new one waits until the person agrees, or until no
 * page is open any more. Whatever goes wrong in here, the network answers.
 */
/* global SIAP */

import { ask } from "./ask.js";
import { keepFindings } from "./findings.js";
import { keepVisits } from "./keep.js";
import { sendWaiting } from "./send.js";
import { close, keptFile, keptPage, keptVisits, putAll, shelfName, shelves } from "./shelf.js";

const OWN = shelfName(SIAP.build);
const PATIENCE = 2500; // milliseconds until a page that needs the server gives way to what the phone has
const MANIFEST = "/manifest.webmanifest";
const SHELL = /^\/(?:phone(?:\/(?:outbox|alarm))?|visits\/[^/]+\/(?:parts\/[^/]+|summary))$/;
const OF_LINKS = "/t/"; // pages without an account: nothing of them is touched or kept
const ANSWER = /^\/findings\/[0-9a-f-]{36}\/answer$/;
const FRONT = /^\/(?:|visits\/([0-9a-f-]{36})|phone\/recovery)$/;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "activate-now") self.skipWaiting();
  if (event.data.keep) event.waitUntil(keepFor(event.data.keep));
  if (event.data.findings) event.waitUntil(keepFindingsFor(event.data.findings));
});
self.addEventListener("sync", (event) => event.waitUntil(send()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || pathname.startsWith("/api/") || pathname.startsWith(OF_LINKS)) return;
  if (pathname.startsWith("/assets/")) event.respondWith(file(request));
  else if (pathname === MANIFEST) event.respondWith(manifest(request));
  else if (request.mode === "navigate") event.respondWith(page(request, pathname));
});

/** Everything of this build, and the pages of the visits that the phone keeps; all of it or nothing. */
async function install() {
  const isNew = !(await caches.has(OWN));
  try {
    const visits = await pagesOfVisits();
    const shelf = await caches.open(OWN);
    await putAll(shelf, SIAP.build, [...SIAP.files, ...SIAP.shells, ...visits]);
    await close(shelf);
  } catch (error) {
    if (isNew) await caches.delete(OWN);
    throw error;
  }
}

/** The pages of the visits kept by an older build that are still this person's; others stay on their older shelf. */
async function pagesOfVisits() {
  const kept = await keptVisits();
  if (!kept.size) return [];
  const { visits } = await ask("/api/visits");
  return visits.filter(({ uid }) => kept.has(uid)).flatMap(({ pages }) => pages);
}

/** Older shelves go, but for one: a page of that build may still be open, or a visit be kept nowhere else. */
async function activate() {
  const names = await shelves();
  const older = names.slice(0, Math.max(names.indexOf(OWN), 0));
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

let keeping = null; // one round at a time, whatever number of pages asks

/** Keep a person's visits; every open page hears of each. */
function keepFor(person) {
  keeping ??= keepVisits(person, tellPages).finally(() => (keeping = null));
  return keeping.catch(() => {}); // without signal, or with somebody else signed in: what was kept stays
}

let keepingFindings = null;

/** Keep what a chief owes an answer to. */
function keepFindingsFor(person) {
  keepingFindings ??= keepFindings(person).finally(() => (keepingFindings = null));
  return keepingFindings.catch(() => {}); // without signal, or with somebody else signed in: what was kept stays
}

/** There is signal: an open page sends what waits, or else the worker does. */
async function send() {
  const pages = await self.clients.matchAll();
  return pages.length ? tellPages({ send: true }) : sendWaiting();
}

async function tellPages(news) {
  for (const page of await self.clients.matchAll()) page.postMessage(news);
}

async function file(request) {
  return (await keptFile(request.url, OWN).catch(() => null)) ?? fetch(request);
}

async function manifest(request) {
  return (await keptPage(MANIFEST, OWN).catch(() => null)) ?? fetch(request);
}

async function page(request, path) {
  try {
    if (SHELL.test(path)) return (await keptPage(path, OWN)) ?? (await fetch(request));
    if (ANSWER.test(path)) return await fromServer(request, [path, "/phone"]);
    const front = FRONT.exec(path);
    if (front) return await fromServer(request, front[1] ? [`/visits/${front[1]}/summary`, "/phone"] : [path, "/phone"]);
    return await fetch(request);
  } catch {
    return (await standIn(["/phone"]).catch(() => null)) ?? Response.error();
  }
}

/** The server's page; without one in time, or with a page that is not the server's, the first kept page of `paths`. */
async function fromServer(request, paths) {
  const answer = fetch(request);
  const usable = answer.then((response) => {
    if (response.type !== "opaqueredirect" && !isSane(response)) throw new Error("no page of ours");
    return response;
  });
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
  late.catch(() => {});
  try {
    return await Promise.race([usable, late]);
  } catch {
    return (await standIn(paths)) ?? answer;
  }
}

const isSane = ({ status, headers }) => headers.has("X-Siap") && status < 500;

async function standIn(paths) {
  for (const path of paths) {
    const kept = await keptPage(path, OWN);
    if (kept) return kept;
  }
  return null;
}
