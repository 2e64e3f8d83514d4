import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes } from '../src/cli/exitCodes.js';
import { sanctum } from './support/command.js';

/** The cells of the first column of each table whose first heading is `heading`. */
function firstColumn(text: string, heading: string): readonly string[] {
  const tables = text.split(/\n{2,}/).filter((block) => block.startsWith(`| ${heading} |`));
  return tables.flatMap((table) => table.split('\n').slice(2).map((row) => /^\| (.*?) \|/.exec(row)?.[1] ?? ''));
}

function quoted(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
}

async function sources(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const read = entries.map(async (entry): Promise<readonly string[]> => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test)\.ts$/.test(entry.name) ? [(await readFile(path, 'utf8')).replaceAll(/\\(['"])/g, '$1')] : [];
  });
  return (await Promise.all(read)).flat();
}

/** The parts of a message between its placeholders; a placeholder of the page may be plain text in the source. */
function stableParts(message: string): readonly string[] {
  return message.split(/ *<[^>]+> */).map((part) => part.trim()).filter((part) => part.length >= 6);
}

describe('the documents say what is so', () => {
  it('every message of docs/errors.md stands in one source file', async () => {
    const texts = await sources('src');
    const messages = firstColumn(await readFile('docs/errors.md', 'utf8'), 'message').flatMap(quoted);
    assert.ok(messages.length > 50, 'the page has its tables');
    const unknown = messages.filter((message) => !texts.some((text) => stableParts(message).every((part) => text.includes(part))));
    assert.deepEqual(unknown, []);
  });

  it('every exit code is on the page of errors and in the README', async () => {
    const codes = Object.values(exitCodes).map(String);
    for (const page of ['docs/errors.md', 'README.md']) {
      assert.deepEqual(firstColumn(await readFile(page, 'utf8'), 'exit code').filter((cell) => /^\d/.test(cell)), codes, page);
    }
  });

  it("the README's commands are those of `sanctum --help`", async () => {
    const { stdout } = await sanctum({ folder: process.cwd(), environment: { PATH: process.env['PATH'] ?? '' } }, '--help');
    const commands = [...(/\nCommands:\n([^]*?)\n\n/.exec(stdout)?.[1] ?? '').matchAll(/^ {2}([\w-]+)/gm)].map(([, name]) => name).filter((name) => name !== 'help');
    const documented = firstColumn(await readFile('README.md', 'utf8'), 'command').flatMap(quoted).map((command) => command.split(' ')[0]);
    assert.ok(commands.length > 20, stdout);
    assert.deepEqual([...new Set(documented)].sort(), [...commands].sort());
  });
});
