import type { Ticket } from './snapshot.js';

/** What has to be known to judge a command: the tickets before it, and the texts of the blobs that it takes away and brings. */
export interface CommandGround {
  ticketBefore(id: string): Ticket | undefined;
  text(blob: string): string | undefined;
}
