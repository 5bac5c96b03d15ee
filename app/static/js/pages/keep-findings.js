/** Lets the service worker keep what this chief owes an answer to, so that it opens without a signal. */

export default async function improve() {
  const person = /(?:^|; )who=([^;]+)/.exec(document.cookie)?.[1];
  const registration = person && (await navigator.serviceWorker?.register("/sw.js", { updateViaCache: "none" }).catch(() => null));
  if (!registration) return;
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ findings: decodeURIComponent(person) });
}
