import assert from 'node:assert/strict';
import type { Planned } from '../../../test/support/plannedRecord.js';
import { byCommand, byEngine, recordOf } from '../../../test/support/plannedRecord.js';
import { someConfig, someTime } from '../../../test/support/planStage.js';
import { printDocument } from '../frontMatter.js';
import type { TicketState } from '../paths.js';
import { configPath, runPath, ticketPath, workPath } from '../paths.js';
import { printConfig } from '../readDocument.js';
import { liveRuns } from './liveRuns.js';

type Fields = Parameters<typeof printDocument>[0];
type Files = Planned['files'];

const idOf = (digit: string) => digit.repeat(40);
const runOf = (name: string) => `R-20260228T143000-${name}`;
const ticket = (state: TicketState, fields: Fields = {}, id = '0001'): Files => ({ [ticketPath(state, id, 'x')]: printDocument({ id, title: 'A title', created: someTime, ...fields }, '') });
const gone = (state: TicketState, id = '0001'): Files => ({ [ticketPath(state, id, 'x')]: undefined });
const work = (fields: Fields, name = 'tickets-cli'): Files => ({ [workPath(name)]: printDocument({ name, kind: 'tickets', role: 'manager', subject: 'cli', of: idOf('a'), ...fields }, '') });
const record = (name: string): Files => ({ [runPath(runOf(name))]: name });
const configure = (limits: Readonly<Record<string, number>>): Planned => byCommand('configure', { [configPath]: printConfig({ ...someConfig, limits: { ...someConfig.limits, ...limits } }) });

const add = byCommand('add', ticket('open'));
const start = (name: string, fields: Fields): Planned => byEngine('start', 1, { ...gone('open'), ...ticket('in-progress', { run: runOf(name), ...fields }) });
const back = (transition: string, fields: Fields, files: Files, state: TicketState = 'open'): Planned => byEngine(transition, 2, { ...gone('in-progress'), ...ticket(state, fields), ...files });
const begin = (name: string, fields: Fields, of?: string): Planned => byEngine('begin-work', 1, work({ run: runOf(name), ...fields }, of));

const wordsOf = (planned: readonly Planned[]) => liveRuns(recordOf(planned)).map(({ words }) => words);

describe('runs', () => {
  const sound: readonly (readonly [string, readonly Planned[]])[] = [
    ['follow one another, each with a record', [add, start('a', { attempts: 1 }), back('reopen', { attempts: 1, failures: 1 }, record('a')), start('b', { attempts: 2, failures: 1 }), back('park', { attempts: 2, failures: 1 }, record('b')), start('c', { attempts: 3, failures: 1 })]],
    ['end with the last failure that is allowed', [configure({ attempts: 1 }), add, start('a', { attempts: 1 }), back('stick', { attempts: 1, failures: 1 }, record('a'), 'stuck')]],
    ['go on after a limit was lowered', [add, start('a', { attempts: 1 }), back('reopen', { attempts: 1, failures: 1 }, record('a')), configure({ attempts: 1 }), start('b', { attempts: 2, failures: 1 })]],
    ['are granted anew by a retry', [add, start('a', { attempts: 1 }), back('stick', { attempts: 1, failures: 1 }, record('a'), 'stuck'), byCommand('retry', { ...gone('stuck'), ...ticket('open', { attempts: 1, failures: 0 }) }), start('b', { attempts: 2, failures: 0 })]],
    ['are given to a piece of work until it is done', [begin('a', { attempts: 1 }), byEngine('fail-work', 2, { ...work({ attempts: 1, failures: 1 }), ...record('a') }), begin('b', { attempts: 2, failures: 1 }), byEngine('cut-tickets', 3, { [workPath('tickets-cli')]: undefined, ...record('b') }), begin('c', { attempts: 1 })]],
    ['are as many as are allowed', [configure({ agents: 1 }), add, start('a', { attempts: 1 }), begin('b', { attempts: 1 })]],
    ['are back after a repair', [add, start('a', { attempts: 1 }), { message: {}, files: ticket('in-progress') }, byEngine('repair', 2, ticket('in-progress', { run: runOf('a'), attempts: 1 }))]],
  ];
  for (const [what, planned] of sound) {
    it(what, () => {
      assert.deepEqual(wordsOf(planned), []);
    });
  }

  const [a, b] = [runOf('a'), runOf('b')];
  const broken: readonly (readonly [string, readonly string[], readonly Planned[]])[] = [
    ['two at one time on a ticket', [`Ticket 0001 was given the run ${b} while ${a} was at work.`], [add, start('a', { attempts: 1 }), start('b', { attempts: 2 })]],
    ['two at one time on a piece of work', [`tickets-cli was given the run ${b} while ${a} was at work.`], [begin('a', { attempts: 1 }), begin('b', { attempts: 2 })]],
    ['one that left no record', [`Ticket 0001 lost its run ${a}, and there is no record of how that ended.`], [add, start('a', { attempts: 1 }), back('reopen', { attempts: 1 }, {})]],
    ['a piece of work that was done by nobody', [`tickets-cli lost its run ${a}, and there is no record of how that ended.`], [begin('a', { attempts: 1 }), byEngine('drop-work', 2, { [workPath('tickets-cli')]: undefined })]],
    ['one that had ended', [`Ticket 0001 was given the run ${a}, which had ended before.`], [add, start('a', { attempts: 1 }), back('reopen', { attempts: 1 }, record('a')), start('a', { attempts: 2 })]],
    ['one that was not started', [`Ticket 0001 was given the run ${b} by submit, which starts none.`], [add, start('a', { attempts: 1 }), byEngine('submit', 2, { ...ticket('in-progress', { run: b, attempts: 2 }), ...record('a') })]],
    ['an attempt left out', ['Ticket 0001 was given a run as attempt 3 after attempt 0.'], [add, start('a', { attempts: 3 })]],
    ['an attempt out of the air', ['Ticket 0001 counts 2 attempts after 1, without another run.'], [add, start('a', { attempts: 1 }), back('reopen', { attempts: 2 }, record('a'))]],
    ['one failure too many', ['Ticket 0001 goes on after 1 failures; 1 were allowed.'], [configure({ attempts: 1 }), add, start('a', { attempts: 1 }), back('reopen', { attempts: 1, failures: 1 }, record('a'))]],
    ['one failure too many of a piece of work', ['tickets-cli goes on after 1 failures; 1 were allowed.'], [configure({ attempts: 1 }), begin('a', { attempts: 1 }), byEngine('fail-work', 2, { ...work({ attempts: 1, failures: 1 }), ...record('a') })]],
    ['failures forgotten', ['Ticket 0001 counts 0 failures after 1.'], [add, start('a', { attempts: 1 }), back('reopen', { attempts: 1, failures: 1 }, record('a')), start('b', { attempts: 2, failures: 0 })]],
    ['more at one time than are allowed', ['3 agents were at work at one time; the configuration allowed 1.'], [configure({ agents: 1 }), add, start('a', { attempts: 1 }), begin('b', { attempts: 1 }), begin('c', { attempts: 1 }, 'tickets-lib')]],
  ];
  for (const [what, words, planned] of broken) {
    it(`may not be ${what}`, () => {
      assert.deepEqual(wordsOf(planned), words);
    });
  }
});
