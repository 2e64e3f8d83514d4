import assert from 'node:assert/strict';
import { someConfig } from '../../../test/support/planStage.js';
import type { TemporaryRepository } from '../../../test/support/repository.js';
import { temporaryRepository } from '../../../test/support/repository.js';
import { VirtualClock } from '../../../test/support/virtualClock.js';
import { printDocument } from '../../plan/frontMatter.js';
import { configPath, ticketPath } from '../../plan/paths.js';
import { printConfig } from '../../plan/readDocument.js';
import { PlanStore } from '../../plan/store.js';
import { stuckAt } from './stuckAt.js';

const began = new VirtualClock().now();
const author = { kind: 'command', writer: 'engineer', nonce: 'n' } as const;
const minute = (at: number): string => new Date(began + at * 60_000).toISOString();

describe('the tickets that were stuck at a moment', () => {
  let at: TemporaryRepository;
  beforeEach(async () => {
    at = await temporaryRepository();
  });
  afterEach(() => at.dispose());

  it('are those of the plan as it was then', async () => {
    const clock = new VirtualClock();
    const store = new PlanStore(at.repository, at.ports.files, clock);
    const text = (id: string) => printDocument({ id, title: 'Greet', created: minute(0) }, '');
    await store.create(new Map([[configPath, printConfig(someConfig)], [ticketPath('open', '0001', 'x'), text('0001')]]), author);
    clock.sleep(60_000);
    const changes = new Map([[ticketPath('open', '0001', 'x'), undefined], [ticketPath('stuck', '0001', 'x'), text('0001')], [ticketPath('stuck', '0002', 'y'), text('0002')]]);
    await store.write(() => ({ transition: 'edit', subject: 'edit', changes }), { author });
    clock.sleep(60_000);
    await store.write(() => ({ transition: 'edit', subject: 'edit', changes: new Map([[ticketPath('stuck', '0002', 'y'), undefined]]) }), { author });
    const tip = await store.read();
    const stuck = async (moment: string) => [...(await stuckAt({ repository: at.repository, store }, tip, moment))];
    assert.deepEqual(await stuck(minute(-1)), []);
    assert.deepEqual(await stuck(minute(0.5)), []);
    assert.deepEqual(await stuck(minute(1)), []);
    assert.deepEqual(await stuck(minute(1.5)), ['0001', '0002']);
    assert.deepEqual(await stuck(minute(5)), ['0001']);
  });
});
