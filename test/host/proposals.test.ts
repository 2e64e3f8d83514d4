import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { fenced } from '../../src/plan/frontMatter.js';
import { HostStage, onHost } from './support/hostStage.js';

const prediction = { minutes: [20, 60], dollars: [1, 3] };

function sprint(title: string, goal: string, scope: string): object {
  const forks = [{ question: 'Which word is said?', options: ['Goodbye', 'Farewell'] }];
  return { call: { tool: 'propose', arguments: { title, goal, scope, forks, risks: ['Some people never leave.'], prediction } } };
}

/** A bullet from which a ticket is cut, whose agent writes what was answered. */
function bullet(): string {
  const block = fenced(stringify({ steps: [{ write: { path: 'bye.txt', text: '{{answer}}\n' } }, { submit: 'done' }] }), 'rehearsal');
  return `- Say goodbye\n\n${block.replace(/^(?=.)/gm, '  ')}\n`;
}

/** What the architect plays: two sprints, then a question of the accepted one's design, and its area. */
const architect = {
  ask: { steps: [{ call: { tool: 'answer_question', arguments: { answer: 'Everybody, whoever leaves.' } } }] },
  pitch: { steps: [sprint('Farewells', 'Whoever leaves is told goodbye.', '- Say goodbye'), sprint('Weather on request', 'Everybody can ask for the weather.', '- Tell the weather')] },
  'design-P-0001': { steps: [{ ask: { question: 'Which word is said?', options: ['Goodbye', 'Farewell'] } }, { call: { tool: 'write_area', arguments: { area: 'farewells', title: 'Farewells', text: bullet() } } }] },
};

describe('proposals in a window', () => {
  it('are pitched from the palette, read, rejected, and accepted with guidance; the design’s question is answered, and the ticket lands', () =>
    onHost(HostStage.make({ files: { 'VISION.md': '# Vision\n' }, config: { limits: { agents: 3, holdSeconds: 0.2 } } }), async (host) => {
      const { stage } = host;
      await stage.setMark('architect.yaml', stringify({ work: architect }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('architect.yaml')}`] } }));
      const window = await host.open();
      await window.command('Sanctum: Pitch');
      await window.seesRow('Plan', 'Proposals', '2 wait for you');
      const row = await window.seesRow('Plan', 'P-0001 Farewells', 'waits for your word · 20–60 min · $1–3');
      assert.match(row.spoken, /^proposal P-0001, Farewells, Whoever leaves is told goodbye\., waits for your word since less than a minute, 20–60 min/);
      await window.seesRow('Questions', 'Decide on P-0002: Weather on request');
      await window.page.getByText('P-0001 Farewells').first().click();
      assert.match(await window.editorText(), /goal: Whoever leaves is told goodbye\./);

      await window.page.locator('.view-line', { hasText: 'Farewells' }).first().click();
      await window.command('Comments: Add Comment on Current Selection');
      const thread = window.page.locator('.review-widget');
      await thread.locator('.monaco-editor').click();
      await window.page.keyboard.type('Who leaves?');
      assert.equal(await thread.locator('.monaco-button', { hasText: 'Request a Change' }).count(), 0, 'a proposal is not changed from here');
      await thread.locator('.monaco-button', { hasText: 'Ask the Architect' }).click();
      await thread.locator('.review-comment', { hasText: 'Everybody, whoever leaves.' }).waitFor();

      await window.contextMenu('Plan', 'P-0002 Weather', 'Reject Proposal…');
      await window.typeInto('Reject P-0002', 'Not ours');
      await window.seesRow('Plan', 'Proposals', '1 waits for you');
      const { work, proposals } = await stage.snapshot();
      assert.deepEqual([[...work.keys()], proposals.get('P-0002')?.fields.rejected?.why], [[], 'Not ours']);

      await window.contextMenu('Plan', 'P-0001 Farewells', 'Accept Proposal…');
      await window.typeInto('Accept P-0001', 'Keep it small');
      await window.seesRow('Plan', 'P-0001 Farewells', 'waits for an answer');
      await window.command('Sanctum: Answer Question…');
      await window.pick('Which word is said?');
      await window.page.locator('.quick-input-titlebar', { hasText: 'Q-0001: ' }).waitFor();
      await window.pick('Goodbye');
      await window.seesRow('Plan', 'Farewells', '1/1 done');
      assert.equal(await stage.repo.git('show', 'master:bye.txt'), 'Goodbye');
      await window.seesRow('Plan', 'Proposals', 'none open');
      await window.toggle('Plan', 'Filed and rejected, 2 proposals');
      await window.seesRow('Plan', 'P-0001 Farewells', 'is filed · farewells · 1/1 ticket done');
      assert.equal((await stage.snapshot()).proposals.get('P-0001')?.fields.accepted?.guidance, 'Keep it small');
      assert.deepEqual(await window.notifications(), []);
      assert.deepEqual((await stage.look()).broken, []);
    }));
});
