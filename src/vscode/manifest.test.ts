import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contributes, strings } from './manifest.js';

/** The text of every file of the window that is not a test, by path. */
const sources = new Map(
  readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => [path, readFileSync(join(import.meta.dirname, path), 'utf8')]),
);

const commands = contributes.commands;
const declared = new Set<string>(commands.map(({ command }) => command));
const { commandPalette = [], ...menus } = contributes.menus;
const items = Object.entries(menus).flatMap(([menu, all]) => all.map((item) => ({ menu, ...item })));

/** A state of the window, of a view, of an editor, of the test explorer: what a `when` may look at beside the row that it stands on. */
const states = /\b(?:sanctum\.\w+(?:\.\w+)*|true|false)\b/;

describe('the manifest', () => {
  it('gives every command a title and the category', () => {
    for (const { command, title, category } of commands) {
      assert.match(command, /^sanctum\.[a-z]\w*$/i);
      assert.notEqual(strings[title.slice(1, -1)] ?? '', '', `${command} has no title`);
      assert.equal(category, 'Sanctum');
    }
  });

  it('declares no command twice, nor two of one title in the palette', () => {
    assert.equal(declared.size, commands.length);
    const shown = commandPalette.filter(({ when }) => when !== 'false').map(({ command }) => strings[`command.${command}`]);
    assert.deepEqual(shown.filter((title, at) => shown.indexOf(title) !== at), []);
  });

  it('says of every command when the palette shows it, by the state of the window alone', () => {
    assert.deepEqual(commandPalette.map(({ command }) => command).sort(), [...declared].sort());
    for (const { command, when } of commandPalette) {
      assert.match(when, states, command);
      assert.doesNotMatch(when, /viewItem|commentThread\b|comment\b/, `${command} would need an argument`);
    }
  });

  it('names only declared commands in menus and keys', () => {
    for (const { menu, command } of items) assert.ok(declared.has(command), `${command} in ${menu}`);
    for (const { command, when } of contributes.keybindings) {
      assert.ok(declared.has(command), command);
      assert.notEqual(when, '', command);
    }
  });

  it('gives a command an icon where it stands as one', () => {
    const iconOf = new Map(commands.map(({ command, icon }) => [command, icon]));
    for (const { menu, command, group = '' } of items) {
      // Below a comment thread VS Code draws buttons with words.
      if (/^(?:inline|navigation)/.test(group) && menu !== 'comments/commentThread/context') assert.ok(iconOf.get(command) !== undefined, `${command} in ${menu}`);
    }
  });

  it('has all that its parts contribute to one point', () => {
    const written = [...sources].filter(([path]) => path.endsWith('Contribution.ts')).reduce((sum, [, text]) => sum + (text.match(/resourceLabelFormatters:/g)?.length ?? 0), 0);
    assert.ok(written > 1);
    const points: object = contributes;
    assert.equal((points as { readonly resourceLabelFormatters: readonly unknown[] }).resourceLabelFormatters.length, written);
  });

  it('has a picture with words for it in every step of the walkthrough', () => {
    const root = join(import.meta.dirname, '..', '..');
    for (const { id, media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      assert.ok('markdown' in media, id);
      const [, words = '', picture = ''] = /^!\[([^\]]+)\]\(([\w-]+\.png)\)$/m.exec(readFileSync(join(root, media.markdown), 'utf8')) ?? [];
      assert.ok(words.length > 20, id);
      assert.deepEqual(readFileSync(join(root, dirname(media.markdown), picture)).subarray(1, 4).toString(), 'PNG');
    }
  });

  it('asks for no key twice', () => {
    const keys = contributes.keybindings.map(({ key, when }) => `${key} ${when}`);
    assert.deepEqual(keys.filter((key, at) => keys.indexOf(key) !== at), []);
  });

  it('declares what has a handler, and nothing else', () => {
    const text = [...sources].filter(([path]) => !path.endsWith('ontribution.ts')).map(([, one]) => one).join('\n');
    const handled = new Set([...text.matchAll(/(?:\bcommand|registerCommand|registerTextEditorCommand)\(\s*'(sanctum\.\w+)'/g)].map(([, id]) => id ?? ''));
    // Tables of commands: one handler for all of a table's.
    for (const [, id] of text.matchAll(/^\s*command: '(sanctum\.\w+)',$/gm)) handled.add(id ?? '');
    assert.deepEqual([...declared].filter((id) => !handled.has(id)), [], 'declared without a handler');
  });

  it('sets every context key that it looks at', () => {
    const text = [...sources.values()].join('\n');
    const whens = [...commandPalette, ...items, ...contributes.keybindings, ...contributes.viewsWelcome].map(({ when }) => when);
    const keys = new Set(whens.flatMap((when) => [...when.matchAll(/(?<![\w./])sanctum\.([A-Za-z.]+)\b/g)].map(([, key]) => key ?? '')));
    const known = new Set(contributes.views.sanctum.map(({ id }) => id.replace('sanctum.', '')));
    for (const key of keys) {
      if (known.has(key)) continue;
      const isSet = text.includes(`say('${key}'`) || text.includes(`'sanctum.${key}'`) || (key.startsWith('may.') && text.includes(`'sanctum.${key.slice(4)}'`));
      assert.ok(isSet, `sanctum.${key} is never set`);
    }
  });
});
