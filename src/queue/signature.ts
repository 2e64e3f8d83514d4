import { join } from 'node:path';
import { encodeCommit, sanctumPerson } from '../git/objects.js';
import type { CommitFields, ObjectFormat, Person } from '../git/objects.js';
import { shellWord } from '../git/repository.js';
import { machinesEnvironment } from '../platform/machinesPrograms.js';
import { runShell } from '../platform/shell.js';
import type { QueueContext } from './context.js';

type Settings = ReadonlyMap<string, string>;

export type Signing = { readonly signature: string } | { readonly unsigned: string };

function isOn(settings: Settings, key: string): boolean {
  return /^(?:true|yes|on|1)$/i.test(settings.get(key) ?? '');
}

/** Whether the engineer wants commits signed. */
export function wantsSignature(settings: Settings): boolean {
  return isOn(settings, 'commit.gpgsign');
}

/** Whether the engineer gave the word that landings are signed off in their name. */
export function wantsSignOff(settings: Settings): boolean {
  return isOn(settings, 'sanctum.signoff');
}

/** The engineer, where git knows name and address. */
export function engineerOf(settings: Settings): Person | undefined {
  const [name, email] = [settings.get('user.name'), settings.get('user.email')];
  return name === undefined || email === undefined ? undefined : { name, email };
}

/** Who commits a landing: the engineer where a signature or a word of theirs stands in it, since both are held against the committer. */
export function committerOf(settings: Settings): Person {
  return wantsSignature(settings) || wantsSignOff(settings) ? (engineerOf(settings) ?? sanctumPerson) : sanctumPerson;
}

/** How long a key may take to answer. In milliseconds. */
const patience = 15_000;

/** The command that writes the signature of `file` beside it, as git itself would (gpg-interface.c), but one that fails where git's would ask. */
function signCommand(settings: Settings, file: string, home: string): { readonly command: string; readonly result: string } | undefined {
  const key = settings.get('user.signingkey');
  const format = settings.get('gpg.format') ?? 'openpgp';
  if (format === 'ssh' && key !== undefined && !/^(?:key::|ssh-)/.test(key)) {
    const program = settings.get('gpg.ssh.program') ?? 'ssh-keygen';
    const path = key.startsWith('~/') ? join(home, key.slice(2)) : key;
    return { command: `${shellWord(program)} -Y sign -n git -f ${shellWord(path)} ${shellWord(file)}`, result: `${file}.sig` };
  }
  if (format !== 'openpgp') return undefined;
  const program = settings.get('gpg.openpgp.program') ?? settings.get('gpg.program') ?? 'gpg';
  const engineer = engineerOf(settings);
  const who = key ?? (engineer === undefined ? undefined : `${engineer.name} <${engineer.email}>`);
  if (who === undefined) return undefined;
  return { command: `${shellWord(program)} --batch --no-tty --pinentry-mode error --output ${shellWord(`${file}.asc`)} -bsa -u ${shellWord(who)} ${shellWord(file)}`, result: `${file}.asc` };
}

const inherited = ['PATH', 'HOME', 'GNUPGHOME', 'SSH_AUTH_SOCK'];

/** Signs with the engineer's key if it answers without a prompt; the words say why it did not. */
export async function sign({ ports, project, settings }: Pick<QueueContext, 'ports' | 'project' | 'settings'>, payload: Uint8Array): Promise<Signing> {
  const machine = machinesEnvironment(ports.processes.environment());
  const scratch = project.scratch(`signature-${ports.random.hex(8)}`);
  const file = join(scratch, 'commit');
  const signing = signCommand(settings, file, machine['HOME'] ?? '');
  if (signing === undefined) return { unsigned: 'user.signingKey and gpg.format do not name a key that Sanctum can use: one of gpg, or a file of ssh' };
  await ports.files.makeFolder(scratch, 0o700);
  await ports.files.write(file, payload);
  // Without a terminal ssh would ask by a window.
  const env: Record<string, string> = { LC_ALL: 'C', SSH_ASKPASS: 'false', SSH_ASKPASS_REQUIRE: 'force' };
  for (const name of inherited) {
    const value = machine[name];
    if (value !== undefined) env[name] = value;
  }
  try {
    const result = await runShell(ports, { command: signing.command, cwd: scratch, env, tag: `signature:${scratch}`, timeoutMilliseconds: patience });
    const signature = result.exitCode === 0 ? await ports.files.readIfThere(signing.result) : undefined;
    if (signature !== undefined) return { signature: signature.toString('utf8').trimEnd() };
    const said = result.output.replaceAll(file, 'it').trim().replace(/\s*\n\s*/g, '; ');
    return { unsigned: result.endedBy !== undefined ? 'the key did not answer in time' : said === '' ? 'the key did not answer' : said };
  } finally {
    await ports.files.removeTree(scratch);
  }
}

/** A commit with its signature in the header, where git looks for it (gitformat-signature(5)). */
export function signedCommit(fields: CommitFields, format: ObjectFormat, signature: string): Buffer {
  const body = encodeCommit(fields);
  const end = body.indexOf('\n\n') + 1;
  const header = `${format === 'sha256' ? 'gpgsig-sha256' : 'gpgsig'} ${signature.split(/\r?\n/).join('\n ')}\n`;
  return Buffer.concat([body.subarray(0, end), Buffer.from(header, 'utf8'), body.subarray(end)]);
}

/** Whether a commit's header holds a signature. */
export function isSigned(body: Buffer): boolean {
  return /^gpgsig(?:-sha256)? /m.test(body.subarray(0, body.indexOf('\n\n')).toString('utf8'));
}
