/** The worker's own questions to the server, all of them GET: an answer counts only with our protocol's mark. */

const SECONDS = 20;

/** The JSON at a path; throws for anything that is not our server's yes. */
export async function ask(path) {
  const response = await fetch(path, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(SECONDS * 1000) });
  const answer = await response.json();
  if (!response.ok || answer.proto !== "fieldsync/1") throw new Error(`${path} answered ${response.status}`);
  return answer;
}

/** The bytes of a picture, `size` thumb or screen; throws when what comes is none. */
export async function askPicture(uid, size = "thumb") {
  const response = await fetch(`/evidence/${uid}/${size}`, { redirect: "error", signal: AbortSignal.timeout(SECONDS * 1000) });
  if (!response.ok || response.headers.get("Content-Type") !== "image/jpeg") throw new Error(`no picture of ${uid}`);
  return response.arrayBuffer();
}
