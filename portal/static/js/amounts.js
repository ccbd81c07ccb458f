// Amounts of đồng as people type them; the rules of portal/domain/amounts.py and spelled.py, kept by one table of tests.
const MOST = 1e12;
const SIZES = { "": 1, d: 1, dong: 1, vnd: 1, k: 1e3, n: 1e3, ng: 1e3, nghin: 1e3, ngan: 1e3, tr: 1e6, trieu: 1e6, cu: 1e6, ty: 1e9, ti: 1e9 };
const GROUPED = /^\d{1,3}(?:[., \u00a0]\d{3})+$/;
const SHAPE = /^(\d{1,3}(?:[. \u00a0]\d{3})+|\d{1,3}(?:,\d{3}){2,}|\d+(?:[.,]\d{1,2})?)\s*([a-z]*)(?:\s*(?:dong|d|vnd))?$/;

export const plain = (text) => text.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");

// Đồng; null for nothing typed, undefined for what cannot be read or can be read two ways.
export const amountOf = (text) => {
  const typed = plain(text);
  if (!typed) return null;
  const shape = SHAPE.exec(typed);
  if (!shape || !Object.hasOwn(SIZES, shape[2])) return undefined;
  const [, digits, unit] = shape;
  const size = SIZES[unit];
  const grouped = GROUPED.test(digits);
  if (size === 1 ? !grouped && !/^\d+$/.test(digits) : grouped) return undefined;
  const hundredths = Math.round(Number(grouped ? digits.replace(/\D/g, "") : digits.replace(",", ".")) * 100);
  const amount = (hundredths * size) / 100;
  return Number.isInteger(amount) && amount <= MOST ? amount : undefined;
};

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const twoDigits = (number, follows) => {
  const tens = Math.floor(number / 10);
  const ones = number % 10;
  if (!tens) return follows ? `linh ${DIGITS[ones]}` : DIGITS[ones];
  const start = tens === 1 ? "mười" : `${DIGITS[tens]} mươi`;
  if (!ones) return start;
  return `${start} ${ones === 5 ? "lăm" : ones === 1 && tens > 1 ? "mốt" : DIGITS[ones]}`;
};
const threeDigits = (number, follows) => {
  const hundreds = Math.floor(number / 100);
  const words = hundreds || follows ? [`${DIGITS[hundreds]} trăm`] : [];
  return [...words, ...(number % 100 ? [twoDigits(number % 100, words.length > 0)] : [])].join(" ");
};
export const inWords = (amount) => {
  if (!amount) return DIGITS[0];
  const words = [];
  let rest = amount;
  for (const [size, scale] of [[1e9, "tỷ"], [1e6, "triệu"], [1e3, "nghìn"], [1, ""]]) {
    const group = Math.floor(rest / size);
    rest %= size;
    if (group >= 1000) words.push(inWords(group), scale);
    else if (group) words.push(threeDigits(group, words.length > 0), scale);
  }
  return words.filter(Boolean).join(" ");
};
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ".");
