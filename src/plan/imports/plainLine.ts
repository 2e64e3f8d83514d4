/** Text as one line without control characters, cut to `longest` characters; `fallback` where nothing is left of it. */
export function plainLine(text: string, longest: number, fallback = '?'): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const plain = text.replace(/[\x00-\x1f\x7f]+/g, ' ').replace(/\p{Cs}/gu, '\ufffd').trim();
  const cut = plain.length <= longest ? plain : `${plain.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '').trimEnd()}…`;
  return cut === '' ? fallback : cut;
}
