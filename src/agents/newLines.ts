/** Which lines of a log that grows at its end, and loses some before, were not seen yet. */
export class NewLines {
  private seen: readonly string[] = [];

  /** The lines of `now` that stand behind all that was there at the last look. */
  take(now: readonly string[]): readonly string[] {
    const { seen } = this;
    this.seen = now;
    const last = seen.at(-1);
    if (last === undefined) return now;
    if (now[seen.length - 1] === last) return now.slice(seen.length);
    // Lines were left out before it, so that it stands elsewhere.
    return now.slice(now.lastIndexOf(last) + 1);
  }
}
