import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { eventually } from '../../test/support/eventually.js';
import { nodePorts } from './ports.js';
import type { Sandbox } from './sandbox.js';
import { findSandbox } from './sandbox.js';

describe('sandbox', () => {
  const ports = nodePorts();
  let root: string;
  let sandbox: Sandbox | undefined;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'sanctum-sandbox-'));
    await ports.files.makeFolder(join(root, 'own', 'tmp'));
    await ports.files.write(join(root, 'other', 'file'), 'untouched');
    sandbox = await findSandbox(ports);
  });

  after(() => rm(root, { recursive: true, force: true }));

  const own = (): string => join(root, 'own');

  /** Runs a script confined to `own`, as an agent or a gate would be. */
  async function confined(found: Sandbox, script: string) {
    const env = { PATH: ports.processes.environment()['PATH'] ?? '', TMPDIR: join(own(), 'tmp') };
    const command = { file: '/bin/sh', args: ['-c', script], cwd: own(), env };
    return ports.processes.run(found.wrap(command, { writable: [own()], temporary: join(own(), 'tmp'), readable: [join(root, 'other')] }));
  }

  it('is found exactly where bubblewrap is installed and works', async () => {
    const program = await ports.processes.find('bwrap');
    if (program === undefined) assert.equal(sandbox, undefined);
    else assert.equal((await ports.processes.run({ file: program, args: ['--version'], cwd: '/', env: {} })).exitCode, 0);
  });

  it('is the machine\'s own, and none that a repository has among its files where npm or a relative PATH finds them', async () => {
    const ran = join(root, 'ran');
    const bins = [join(root, 'node_modules/.bin'), join(root, 'tools')] as const;
    for (const folder of bins) {
      await mkdir(folder, { recursive: true });
      for (const program of ['bwrap', 'true']) await writeFile(join(folder, program), `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
    }
    const { PATH = '' } = process.env;
    for (const folder of [bins[0], `${bins[0]}/`, relative(process.cwd(), bins[1])]) {
      process.env['PATH'] = [folder, PATH].join(delimiter);
      try {
        assert.equal(await ports.processes.find('bwrap'), join(folder, 'bwrap'));
        assert.equal((await findSandbox(ports)) === undefined, sandbox === undefined);
      } finally {
        process.env['PATH'] = PATH;
      }
      await assert.rejects(stat(ran));
    }
  });

  it('lets a command write its own folders and nothing else', async () => {
    if (sandbox === undefined) return;
    const result = await confined(sandbox, `echo mine > result; echo theirs > ${join(root, 'other', 'file')}; echo theirs > /etc/sanctum-was-here; cat ${join(root, 'other', 'file')}`);
    assert.equal(result.stdout.toString(), 'untouched');
    assert.equal((await readFile(join(own(), 'result'))).toString(), 'mine\n');
    assert.equal((await readFile(join(root, 'other', 'file'))).toString(), 'untouched');
    await assert.rejects(stat('/etc/sanctum-was-here'));
  });

  it('gives a command a /tmp of its own', async () => {
    if (sandbox === undefined) return;
    const name = `sanctum-${ports.random.hex(8)}`;
    assert.equal((await confined(sandbox, `echo here > /tmp/${name}`)).exitCode, 0);
    assert.equal((await readFile(join(own(), 'tmp', name))).toString(), 'here\n');
    await assert.rejects(stat(join('/tmp', name)));
  });

  it('leaves no daemon of a command behind', async () => {
    if (sandbox === undefined) return;
    const mark = ports.random.hex(8);
    const result = await confined(sandbox, `setsid sleep 1000.${String(Number.parseInt(mark, 16))} >/dev/null 2>&1 & echo started`);
    assert.equal(result.stdout.toString(), 'started\n');
    const listing = await ports.processes.run({ file: 'ps', args: ['-eo', 'args'], cwd: '/', env: { PATH: ports.processes.environment()['PATH'] ?? '' } });
    assert.ok(!listing.stdout.toString().includes(`sleep 1000.${String(Number.parseInt(mark, 16))}`));
  });

  it('leaves no daemon behind that gave itself a new session, no parent and an empty environment, when it is killed', async () => {
    if (sandbox === undefined) return;
    const mark = `sleep 2000.${String(Number.parseInt(ports.random.hex(6), 16))}`;
    const command = { file: '/bin/sh', args: ['-c', `env -i /usr/bin/setsid /bin/sh -c '(${mark}) & echo here'; exec sleep 600`], cwd: own(), env: { PATH: ports.processes.environment()['PATH'] ?? '' } };
    const child = ports.processes.start(sandbox.wrap(command, { writable: [own()], temporary: join(own(), 'tmp'), readable: [] }), { ownGroup: true });
    await new Promise<void>((resolve) => child.onOutput(() => resolve()));
    const listed = async (): Promise<boolean> => {
      const { stdout } = await ports.processes.run({ file: 'ps', args: ['-eo', 'args'], cwd: '/', env: { PATH: ports.processes.environment()['PATH'] ?? '' } });
      return stdout.toString().split('\n').includes(mark);
    };
    await eventually('the daemon', async () => (await listed()) || undefined);
    child.kill('SIGKILL');
    await child.exited;
    await eventually('its end', async () => !(await listed()) || undefined);
  });
});
