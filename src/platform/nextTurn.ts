/** Calls `action` when all that was resolved by now has been gone on with: the end of this turn of the event loop. */
export function nextTurn(action: () => void): void {
  setImmediate(action);
}
