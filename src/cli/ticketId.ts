/** A ticket's id as it may be typed: `12` for `0012`. */
export function ticketId(typed: string): string {
  return typed.padStart(4, '0');
}
