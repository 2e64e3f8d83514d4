/** Sanctum cannot be removed now, or not all of it; the message says why, and what to do. */
export class UninstallError extends Error {
  override readonly name = 'UninstallError';
}
