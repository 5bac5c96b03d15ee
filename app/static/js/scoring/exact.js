/** Numbers as text, exactly: what is stored, and what is shown. Rule: docs/scoring.md, "Numbers stored and numbers shown". */

const SIGNIFICANT_DIGITS = 28;

const size = (whole) => (whole < 0n ? -whole : whole);

/** Decimal text: every digit when it has an end, else cut (never rounded) after at least 28 significant digits. */
export function exactText(value) {
  const decimals = decimalsOf(value.under) ?? enough(value);
  return text(value, (size(value.over) * 10n ** BigInt(decimals)) / value.under, decimals);
}

/** Half up to two decimals, with a dot; cut where that would reach one of `limits` that the value misses. */
export function twoDecimals(value, limits = []) {
  let hundredths = (size(value.over) * 200n + value.under) / (2n * value.under);
  const reaches = (limit) => value.compare(limit) < 0 && limit.over * 100n <= hundredths * limit.under;
  if (limits.some(reaches)) hundredths = (value.over * 100n) / value.under;
  return text(value, hundredths, 2);
}

/** How many decimals a fraction with this denominator has; null when they never end. */
function decimalsOf(denominator) {
  let left = denominator;
  const [twos, fives] = [2n, 5n].map((prime) => {
    let power = 0;
    for (; left % prime === 0n; power += 1) left /= prime;
    return power;
  });
  return left === 1n ? Math.max(twos, fives) : null;
}

function enough({ over, under }) {
  let decimals = SIGNIFICANT_DIGITS;
  while (size(over) * 10n ** BigInt(decimals - SIGNIFICANT_DIGITS + 1) < under) decimals += 1;
  return decimals;
}

function text(value, units, decimals) {
  const sign = value.over < 0n && units ? "-" : "";
  if (!decimals) return `${sign}${units}`;
  const digits = String(units).padStart(decimals + 1, "0");
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
