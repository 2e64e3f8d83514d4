/** So many are named. */
const mostNamed = 3;

/** `5 tickets (0001, 0002, 0003, …)`. */
export function severalWords(tickets: readonly string[]): string {
  const named = [...tickets.slice(0, mostNamed), ...(tickets.length > mostNamed ? ['…'] : [])].join(', ');
  return `${String(tickets.length)} tickets (${named})`;
}
