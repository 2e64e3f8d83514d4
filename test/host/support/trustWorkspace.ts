import type { VsCodeWindow } from './vsCodeWindow.js';

/** Trusts a window's workspace as a person does, and puts the page of it away. */
export async function trustWorkspace(window: VsCodeWindow): Promise<void> {
  await window.command('Workspaces: Manage Workspace Trust');
  const page = window.page.locator('.workspace-trust-editor');
  await page.getByRole('button', { name: 'Trust', exact: true }).first().click();
  await page.getByText('You trust this').waitFor();
  await window.page.getByRole('button', { name: 'Close Modal Editor' }).click();
  await page.waitFor({ state: 'detached' });
}
