// Texts as readers type them: case, diacritics and marks between words do not count.
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h" };
const SPELLED_OUT = { ä: "ae", ö: "oe", ü: "ue", å: "aa", ø: "oe" };

function folded(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßæœøłđðþıħ]/g, (letter) => LETTERS[letter])
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

// "Köln" is found by koln and by koeln: names stand in both spellings, each word after a blank.
function searchable(text) {
  const written = folded(text);
  const spelled = folded(text.toLowerCase().normalize("NFC").replace(/[äöüåø]/g, (letter) => SPELLED_OUT[letter]));
  return spelled === written ? ` ${written}` : ` ${written} ${spelled}`;
}

function matches(haystack, words) {
  return words.every((word) => haystack.includes(` ${word}`));
}

function wordsOf(query) {
  const text = folded(query);
  return text ? text.split(" ") : [];
}

const alphabet = new Intl.Collator("en");

function grouped(value, digits = 0) {
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

function counted(number, one, several) {
  return `${grouped(number)} ${number === 1 ? one : several}`;
}
