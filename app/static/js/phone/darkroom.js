/** The way to the darkroom: a worker that is started with the first photo and ended when none is left. */

const ADDRESS = new URL("photo-worker.js", import.meta.url); // beside the joined script that this is part of
const SECONDS = 60; // a photo that takes longer is tried once more, then goes as it is

/** The script of the darkroom did not come. */
export class NoDarkroom extends Error {}

export class Darkroom {
  #worker = null;

  /** What shrink.js makes of a photo. `bytes` are handed over and gone afterwards. Rejects when it cannot be done. */
  async develop(bytes, type, how) {
    if (typeof OffscreenCanvas !== "function") return (await inPage())(bytes, type, how);
    this.#worker ??= new Worker(ADDRESS, { type: "module" });
    const worker = this.#worker;
    let patience = 0;
    try {
      return await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = worker.onmessageerror = () => reject(new NoDarkroom());
        patience = setTimeout(() => reject(new Error("darkroom took too long")), SECONDS * 1000);
        worker.postMessage({ bytes, type, how }, [bytes]);
      });
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(patience);
    }
  }

  /** End the worker: what it holds in memory is free again. */
  close() {
    this.#worker?.terminate();
    this.#worker = null;
  }
}

/** Without a canvas for workers the page does it by itself. */
async function inPage() {
  if (!globalThis.siapDevelop) {
    await new Promise((resolve, reject) => {
      const onerror = () => reject(new NoDarkroom());
      const script = Object.assign(document.createElement("script"), { type: "module", src: ADDRESS, onload: resolve, onerror });
      document.head.append(script);
    });
  }
  return globalThis.siapDevelop;
}
