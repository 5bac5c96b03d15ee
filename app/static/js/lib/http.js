/** The only module that calls fetch. */

/** What the server refused, with its stable code and its sentence for the person. */
export class Refusal extends Error {
  constructor(status, code, message, body) {
    super(message);
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

const readToken = () => document.querySelector("meta[name=csrf-token], input[name=csrf_token]");

/** The token of this page's forms, sent along with every write. */
export const csrfToken = () => readToken()?.content ?? readToken()?.value ?? "";

/**
 * Ask the server for JSON; `body` is sent as JSON. Resolves with the parsed answer.
 * Throws Refusal when the server says no, and TypeError when there is no network.
 */
export async function json(method, url, body = undefined, { headers = {}, signal } = {}) {
  const response = await fetch(url, {
    method,
    signal,
    credentials: "same-origin",
    headers: {
      Accept: "application/json",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(method === "GET" ? {} : { "X-CSRFToken": csrfToken() }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const type = response.headers.get("Content-Type") ?? "";
  const answer = type.includes("json") ? await response.json() : null;
  if (!response.ok) throw new Refusal(response.status, answer?.error ?? "http", answer?.message ?? "", answer);
  return answer;
}

export const getJson = (url, options) => json("GET", url, undefined, options);
export const postJson = (url, body, options) => json("POST", url, body, options);

/**
 * Send a request and give up after `seconds`; resolves with the Response whatever its status.
 * A redirect is an error: an address of ours never redirects a script. Throws when there is no answer, or `signal` aborts.
 */
export const send = (method, url, { body, headers = {}, seconds = 20, signal } = {}) =>
  fetch(url, {
    method, body, headers, signal: limit(seconds, signal), credentials: "same-origin", redirect: "error", cache: "no-store",
  });

function limit(seconds, signal) {
  const timeout = AbortSignal.timeout(seconds * 1000);
  return signal && AbortSignal.any ? AbortSignal.any([timeout, signal]) : timeout;
}
