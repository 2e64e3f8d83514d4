import * as vscode from 'vscode';

const stateKey = 'sanctum.unsentAnswers';

type Unsent = Readonly<Record<string, readonly string[]>>;

/** What the engineer typed for a question and the plan did not take: kept, over restarts too, until it is sent on or thrown away by hand. */
export class UnsentAnswers implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly memory: vscode.Memento) {}

  /** Those for a question, by its key, the oldest first. */
  of(key: string): readonly string[] {
    return this.all[key] ?? [];
  }

  get isEmpty(): boolean {
    return Object.keys(this.all).length === 0;
  }

  async keep(key: string, text: string): Promise<void> {
    if (text.trim() === '' || this.of(key).includes(text)) return;
    await this.save({ ...this.all, [key]: [...this.of(key), text] });
  }

  async drop(key: string, text: string): Promise<void> {
    const { [key]: kept = [], ...others } = this.all;
    const left = kept.filter((one) => one !== text);
    await this.save(left.length === 0 ? others : { ...others, [key]: left });
  }

  private get all(): Unsent {
    return this.memory.get<Unsent>(stateKey, {});
  }

  private async save(all: Unsent): Promise<void> {
    await this.memory.update(stateKey, all);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
