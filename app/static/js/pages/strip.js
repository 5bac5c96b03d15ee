/** Brings the current part of the checklist into view. */
export default function improve(strip) {
  strip.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
}
