/** Answers that cannot change, by what was asked; of the oldest, those beyond `most` are forgotten, and asked for again when they are wanted. */
export class Remembered<Value> {
  private readonly answers = new Map<string, Value>();

  constructor(private readonly most: number) {}

  /** The answer to `question`; `find` is asked where none is remembered. */
  async of(question: string, find: () => Promise<Value>): Promise<Value> {
    const known = this.answers.get(question);
    if (known !== undefined) return known;
    const found = await find();
    this.answers.set(question, found);
    for (const oldest of this.answers.keys()) {
      if (this.answers.size <= this.most) break;
      this.answers.delete(oldest);
    }
    return found;
  }
}
