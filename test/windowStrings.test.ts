import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringsIn, windowStrings } from '../scripts/windowStrings.js';

const root = join(import.meta.dirname, '..');

describe('what the window says', () => {
  it('is all in the bundle that translators are given (npm run manifest writes it)', () => {
    assert.deepEqual(JSON.parse(readFileSync(join(root, 'l10n', 'bundle.l10n.json'), 'utf8')), windowStrings(join(root, 'src', 'vscode')));
  });

  it('is found wherever it is said', () => {
    assert.deepEqual(stringsIn('a.ts', "const a = vscode.l10n.t('One {0}', vscode.l10n.t(`Two`)); // vscode.l10n.t('not said')"), ['One {0}', 'Two']);
  });

  it('must be said in one literal', () => {
    assert.throws(() => stringsIn('a.ts', 'vscode.l10n.t(`Ticket ${id}`)'), /a\.ts: vscode\.l10n\.t wants its words as one literal/);
    assert.throws(() => stringsIn('a.ts', "vscode.l10n.t('Ticket ' + id)"), /one literal/);
  });
});
