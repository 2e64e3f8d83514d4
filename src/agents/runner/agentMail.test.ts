import assert from 'node:assert/strict';
import { join } from 'node:path';
import { eventually } from '../../../test/support/eventually.js';
import { NodeClock } from '../../platform/nodeClock.js';
import { NodeFiles } from '../../platform/nodeFiles.js';
import { RunFolder } from '../runFolder.js';
import { noAnswerYet } from '../runnerProtocol.js';
import type { QuestionInput } from '../tools.js';
import { AgentMail } from './agentMail.js';

/** A file system that never tells of a change, as some network folders. */
class SilentFiles extends NodeFiles {
  override watch(): () => void {
    return () => undefined;
  }
}

describe("an agent's mail", () => {
  const files = new SilentFiles();
  let folder: RunFolder;
  let mail: AgentMail;
  beforeEach(async () => {
    folder = new RunFolder(files, await files.makeTemporaryFolder('sanctum-mail-'));
    mail = open(30);
  });
  afterEach(async () => {
    mail.close();
    await files.removeTree(folder.path);
  });

  function open(holdSeconds: number): AgentMail {
    const opened = new AgentMail({ clock: new NodeClock(), files }, folder, holdSeconds);
    opened.open();
    return opened;
  }

  function question(text: string, blocking = true): QuestionInput {
    return { question: text, options: [], blocking };
  }

  it('finds an answer also where nothing tells of it', async () => {
    const answer = mail.ask(question('Capitals?'));
    await eventually('the question', async () => (await folder.mailFiles()).asked.length === 1 || undefined);
    await folder.tell({ key: 'answer-1', text: 'Yes.' });
    assert.deepEqual(await answer, { accepted: true, text: 'Yes.' });
    assert.deepEqual(await folder.handed(), ['answer-1']);
  });

  it('is told apart from the notes in front of it', async () => {
    mail.close();
    mail = open(0);
    await folder.tell({ key: 'note-1', text: 'Hurry.' });
    await folder.tell({ key: 'answer-1', text: 'Yes.' });
    assert.deepEqual(await mail.ask(question('Capitals?')), { accepted: true, text: 'Note from the engineer: Hurry.\n\nThe answer to this question: Yes.' });
  });

  it('has an answer that came in the last moment', async () => {
    mail.close();
    mail = open(0);
    await folder.tell({ key: 'answer-1', text: 'Yes.' });
    assert.deepEqual(await mail.ask(question('Capitals?')), { accepted: true, text: 'Yes.' });
  });

  it('is one question when the same words come twice, and the answer is handed once', async () => {
    const answers = [mail.ask(question('Capitals?')), mail.ask(question('Capitals?'))];
    await eventually('the question', async () => (await folder.mailFiles()).asked.length === 1 || undefined);
    await folder.tell({ key: 'answer-1', text: 'Yes.' });
    assert.deepEqual((await Promise.all(answers)).map((answer) => answer?.text), ['Yes.', 'You were given this answer already: Yes.']);
    assert.deepEqual([(await folder.mailFiles()).asked, await folder.handed()], [[1], ['answer-1']]);
  });

  it('does not send an agent away that waits for a question which it asked without blocking', async () => {
    mail.close();
    mail = open(0);
    await mail.ask(question('Capitals?', false));
    const again = await mail.ask(question('Capitals?'));
    assert.match(again?.text ?? '', /^There is no answer yet\..*ask in other words with "blocking": true\.$/);
    assert.match((await mail.ask(question('But capitals?')))?.text ?? '', new RegExp(`^${noAnswerYet}`));
  });

  it('keeps the notes for an agent that is sent away behind the words that send it away', async () => {
    mail.close();
    mail = open(0);
    await folder.tell({ key: 'note-1', text: 'Hurry.' });
    const answer = await mail.ask(question('Capitals?'));
    assert.match(answer?.text ?? '', /^No answer yet\. .*\n\nNote from the engineer: Hurry\.$/);
  });

  it('skips a message whose file is damaged', async () => {
    await files.write(join(folder.path, 'told-note-1.json'), '{"key": "no');
    await folder.tell({ key: 'note-2', text: 'Whole.' });
    assert.equal(await mail.inFrontOf('Noted.'), 'Note from the engineer: Whole.\n\nNoted.');
    assert.deepEqual(await folder.handed(), ['note-2']);
  });

  it('hands nothing that it cannot record as handed, and hands it when it can', async () => {
    await files.makeFolder(join(folder.path, 'handed.json', 'in the way'));
    await folder.tell({ key: 'note-1', text: 'Later.' });
    assert.equal(await mail.inFrontOf('Noted.'), 'Noted.');
    await files.removeTree(join(folder.path, 'handed.json'));
    assert.equal(await mail.inFrontOf('Noted.'), 'Note from the engineer: Later.\n\nNoted.');
  });

  it('takes a question for not asked that it cannot record', async () => {
    await files.makeFolder(join(folder.path, 'asked-1.json', 'in the way'));
    await assert.rejects(mail.ask(question('Capitals?', false)));
    const again = await mail.ask(question('Capitals?', false));
    assert.match(again?.text ?? '', /^Asked as number 2\./);
  });

  it('takes no more questions than anybody could answer', async () => {
    for (let n = 1; n <= 30; n += 1) await mail.ask(question(`Number ${String(n)}?`, false));
    const last = await mail.ask(question('One more?'));
    assert.deepEqual([last?.accepted, (await folder.mailFiles()).asked.length], [false, 30]);
  });

  it('ends a held call with nothing when it is closed', async () => {
    const answer = mail.ask(question('Capitals?'));
    await eventually('the question', async () => (await folder.mailFiles()).asked.length === 1 || undefined);
    mail.close();
    assert.equal(await answer, undefined);
    await folder.tell({ key: 'answer-1', text: 'Yes.' });
    assert.equal(await mail.inFrontOf('Noted.'), 'Noted.');
    assert.deepEqual(await folder.handed(), []);
  });
});
