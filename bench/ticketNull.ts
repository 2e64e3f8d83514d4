export async function ticketNull(): Promise<void> { await Promise.resolve(); }
