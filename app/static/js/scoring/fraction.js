/** Exact fractions of whole numbers, so that nothing is rounded on the way to a score. */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

function commonDivisor(first, second) {
  let [a, b] = [first, second];
  while (b) [a, b] = [b, a % b];
  return a;
}

/** One fraction in lowest terms; `over` carries the sign, `under` is above 0. Both are BigInt. */
export class Fraction {
  constructor(over, under = 1n) {
    const sign = under < 0n ? -1n : 1n;
    const divisor = commonDivisor(over < 0n ? -over : over, sign * under);
    this.over = (sign * over) / divisor;
    this.under = (sign * under) / divisor;
  }

  /** A whole number, or decimal text such as "0.67". */
  static of(value) {
    if (typeof value === "number") return new Fraction(BigInt(value));
    const [, sign, whole, decimals = ""] = DECIMAL.exec(value) ?? fail(value);
    return new Fraction(BigInt(`${sign}${whole}${decimals}`), 10n ** BigInt(decimals.length));
  }

  plus(other) {
    return new Fraction(this.over * other.under + other.over * this.under, this.under * other.under);
  }

  minus(other) {
    return new Fraction(this.over * other.under - other.over * this.under, this.under * other.under);
  }

  times(other) {
    return new Fraction(this.over * other.over, this.under * other.under);
  }

  dividedBy(other) {
    return new Fraction(this.over * other.under, this.under * other.over);
  }

  /** Below 0, 0 or above 0, as this is less than, equal to or more than the other. */
  compare(other) {
    const difference = this.over * other.under - other.over * this.under;
    return difference < 0n ? -1 : Number(difference > 0n);
  }
}

export const NOTHING = new Fraction(0n);
export const FULL = new Fraction(1n);
export const HUNDRED = new Fraction(100n);

/** The sum of fractions. */
export const sum = (fractions) => fractions.reduce((all, one) => all.plus(one), NOTHING);

function fail(value) {
  throw new TypeError(`no decimal: ${value}`);
}
