import * as vscode from 'vscode';

/** How a step of a dialogue was left: with a value, by the back button, or altogether. */
export type Answer<Value> = { readonly kind: 'taken'; readonly value: Value } | { readonly kind: 'back' } | { readonly kind: 'left' };

export interface Step {
  readonly title: string;
  /** Which of how many steps; none for one that stands alone. */
  readonly of?: readonly [step: number, total: number];
  readonly placeholder: string;
  /** Words below the input, such as what went wrong. */
  readonly prompt?: string;
  readonly canGoBack: boolean;
}

export interface StepItem<Value> extends vscode.QuickPickItem {
  /** What the row stands for; a row without one is there to be read. */
  readonly value?: Value;
  /** Done when the row is taken, while the dialogue stays. */
  readonly aside?: () => unknown;
  /** The row that Enter takes at first. */
  readonly isFirst?: true;
}

/** Lets the engineer take a row. Typing narrows the rows; the dialogue stays while they look at something else. */
export function pickStep<Value>(step: Step, items: readonly StepItem<Value>[]): Promise<Answer<Value>> {
  const pick = vscode.window.createQuickPick<StepItem<Value>>();
  pick.items = items;
  pick.placeholder = step.placeholder;
  pick.prompt = step.prompt;
  pick.matchOnDescription = true;
  pick.activeItems = items.filter(({ isFirst }) => isFirst === true);
  return shown(pick, step, (take) => {
    const [item] = pick.selectedItems;
    if (item?.aside !== undefined) void item.aside();
    else if (item?.value !== undefined) take(item.value);
  });
}

/** Lets the engineer type a line; `problem` says why it cannot be taken. */
export function typeStep(step: Step, value: string, problem: (text: string) => string | undefined): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  input.value = value;
  input.placeholder = step.placeholder;
  input.prompt = step.prompt;
  input.onDidChangeValue(() => {
    input.validationMessage = undefined;
  });
  return shown(input, step, (take) => {
    input.validationMessage = problem(input.value);
    if (input.validationMessage === undefined) take(input.value);
  });
}

function shown<Value>(input: (vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox) & vscode.QuickInput, step: Step, onAccept: (take: (value: Value) => void) => void): Promise<Answer<Value>> {
  input.title = step.title;
  input.step = step.of?.[0];
  input.totalSteps = step.of?.[1];
  input.ignoreFocusOut = true;
  input.buttons = step.canGoBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<Answer<Value>>((resolve) => {
    const leave = (answer: Answer<Value>): void => {
      resolve(answer);
      input.dispose();
    };
    input.onDidAccept(() => {
      onAccept((value) => {
        leave({ kind: 'taken', value });
      });
    });
    input.onDidTriggerButton(() => {
      leave({ kind: 'back' });
    });
    input.onDidHide(() => {
      leave({ kind: 'left' });
    });
    input.show();
  });
}
