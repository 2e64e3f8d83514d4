import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TemporaryRepository } from './repository.js';
import { temporaryRepository } from './repository.js';

const filesInFolder = 100;

/** Looks at every file, and says how many it found sound; `$1` is a folder for its marks. */
const check = `mark="$1/gate-$$"
touch "$mark-begun"
sound=$(cat parts/*/*.js | grep -c '^exports.number = ')
wanted=$(cat count)
echo "$sound passed, $((wanted - sound)) failed"
touch "$mark-ended"
[ "$sound" -eq "$wanted" ]
`;

/** The file with a number; about a thousand bytes, like a small module. */
export function partPath(number: number): string {
  return `parts/${String(Math.floor(number / filesInFolder)).padStart(4, '0')}/part-${String(number).padStart(6, '0')}.js`;
}

function partText(number: number): string {
  return `// Part ${String(number)} of many.\nexports.number = ${String(number)};\n${`// Words that a module of this size would have, line ${String(number)}.\n`.repeat(18)}`;
}

/** A repository with so many files and a check of them all, made by one `git fast-import`, and checked out. */
export async function largeRepository(files: number): Promise<TemporaryRepository> {
  const repository = await temporaryRepository();
  const importing = spawn('git', ['fast-import', '--quiet'], { cwd: repository.path, stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(importing, 'exit');
  const { stdin } = importing;
  stdin.write('commit refs/heads/master\ncommitter Engineer <engineer@example.com> 1700000000 +0000\ndata 10\nMany files\n');
  const add = (path: string, text: string): boolean => stdin.write(`M 644 inline ${path}\ndata ${String(Buffer.byteLength(text))}\n${text}\n`);
  add('check.sh', check);
  add('count', `${String(files)}\n`);
  for (let number = 0; number < files; number += 1) if (!add(partPath(number), partText(number))) await once(stdin, 'drain');
  stdin.end();
  await ended;
  await repository.git('reset', '--quiet', '--hard', 'master');
  return repository;
}
