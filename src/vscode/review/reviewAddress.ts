/** What is known of a ticket's work, as a document beside its change: `sanctum-review://<repository>/<ticket>.md`. */
export const reviewScheme = 'sanctum-review';

export function reviewAddress(ticket: string): string {
  return `/${ticket}.md`;
}

/** The ticket that a path names. */
export function parseReviewAddress(path: string): string | undefined {
  return /^\/(\d{4,9})\.md$/.exec(path)?.[1];
}
