import assert from 'node:assert/strict';
import { join } from 'node:path';
import { eventually } from '../../../test/support/eventually.js';
import { RunStage } from '../../../test/support/runStage.js';
import type { Clock } from '../../platform/clock.js';
import { Runner } from './runner.js';

/** Reads the token of its run in the environment of whatever process of it has one, and hands in work of its own. */
const thief = `
const { readdirSync, readFileSync } = require('node:fs');
const environments = readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).flatMap((name) => {
  try { return [Object.fromEntries(readFileSync('/proc/' + name + '/environ', 'utf8').split('\\0').map((entry) => entry.split(/=(.*)/s)))]; } catch { return []; }
});
const found = environments.find((one) => one.SANCTUM_TOKEN && one.SANCTUM_TAG === process.env.SANCTUM_TAG);
console.log(found ? 'found' : 'not found');
const socket = require('node:net').connect(found.SANCTUM_SOCKET);
socket.on('error', (error) => console.log('refused', error.code));
socket.on('data', (data) => console.log(String(data)));
socket.on('close', () => console.log('closed'));
socket.write(JSON.stringify({ token: found.SANCTUM_TOKEN }) + '\\n');
socket.write(JSON.stringify({ id: 1, tool: 'submit_review', arguments: { verdict: 'approve' } }) + '\\n');
socket.write(JSON.stringify({ id: 2, tool: 'submit_pr', arguments: { summary: 'Forged.', evidence: 'None.' } }) + '\\n');
`;
const steal = (until: string): string => `node thief.cjs > loot 2>&1 & until grep -q ${until} loot; do sleep 0.02; done`;

describe("a run's token in other hands", () => {
  let stage: RunStage;
  beforeEach(async () => {
    stage = await RunStage.make();
    await stage.ports.files.write(join(stage.worktree, 'thief.cjs'), thief);
  });
  afterEach(() => stage.close());

  it('gives no more than the role of the run, and quarantines it as soon as its own tools come', async () => {
    const exit = await stage.play({ scenario: `steps: [{run: "${steal('Submitted')}"}, {submit: Mine.}]` });
    const loot = (await stage.text('loot')) ?? '';
    assert.match(loot, /^found\n/);
    assert.match(loot, /There is no tool \\"submit_review\\"/);
    assert.deepEqual([exit.reason, exit.submission], ['quarantined', undefined]);
  });

  it('quarantines a run whose own tools were there first', async () => {
    const exit = await stage.play({ scenario: `steps: [{submit: Mine.}, {run: "${steal('closed')}"}, {hang: true}]` });
    assert.deepEqual([exit.reason, exit.submission], ['quarantined', undefined]);
    assert.doesNotMatch((await stage.text('loot')) ?? '', /Submitted/);
  });

  it('is worth nothing once the run has its tools for a while: nobody listens any more', async () => {
    const waiting: (() => void)[] = [];
    const { clock } = stage.ports;
    const patient: Clock = { now: () => clock.now(), monotonic: () => clock.monotonic(), after: (milliseconds, action) => (milliseconds === 30_000 ? (waiting.push(action), () => undefined) : clock.after(milliseconds, action)) };
    const order = await stage.order({ scenario: `steps: [{progress: Here.}, {write: {path: started, text: ""}}, {wait-for: go}, {run: "${steal('refused')}"}, {submit: Mine.}]` });
    const folder = stage.runs.folder(order.run);
    await folder.writeOrder(order);
    const nowhere = (): never => {
      throw new Error('No plan is read here.');
    };
    const ended = new Runner({ ...stage.ports, clock: patient }, folder, nowhere).run();
    await stage.appeared('started');
    for (const action of waiting) action();
    await eventually('the end of the name', async () => (await stage.ports.files.status(order.socket)) === undefined || undefined);
    await stage.touch('go');
    await ended;
    const exit = await stage.ended(order);
    // The stage ends the runners that it finds, and this one is the test.
    await stage.ports.files.remove(join(folder.path, 'runner.json'));
    assert.deepEqual([exit.reason, exit.submission?.summary], ['exited', 'Mine.']);
    assert.match((await stage.text('loot')) ?? '', /^found\nrefused ENOENT\n/);
  });
});
