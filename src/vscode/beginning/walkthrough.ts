import * as vscode from 'vscode';
import type { StepId } from './walkthroughSteps.js';
import { walkthroughId } from './walkthroughSteps.js';

/** Opens the walkthrough at a step; at its beginning without one. */
export async function openWalkthrough(step?: StepId): Promise<void> {
  const category = `sanctum.sanctum#${walkthroughId}`;
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', step === undefined ? category : { category, step });
}
