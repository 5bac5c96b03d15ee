/** Text as pages compare and count it. */

/** Lower case, without accents and needless space, for searching. */
export const folded = (text) =>
  text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

/** "72.25" as "72,25" on an Indonesian page, unchanged on an English one. */
export const decimal = (text, language = document.documentElement.lang) =>
  language === "id" ? String(text).replace(".", ",") : String(text);

/** Bytes as "240 KB" or "1,1 MB". */
export function fileSize(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} KB`;
  return `${decimal((bytes / 1_000_000).toFixed(1))} MB`;
}
