import assert from 'node:assert/strict';
import { checkCall, tools, toolsOf } from './tools.js';

describe('a tool call', () => {
  it('is taken when it is right, newlines, tabs and other scripts included', () => {
    const input = { summary: 'Greets.\n\t– naïvely, 日本語 🙂', evidence: 'make test: ok' };
    assert.deepEqual(checkCall('coding', 'submit_pr', input), { tool: 'submit_pr', input });
  });

  it('is accepted as its own example shows it', () => {
    for (const tool of tools) {
      const [role] = tool.roles;
      assert.ok(role);
      assert.ok(!('refusal' in checkCall(role, tool.name, JSON.parse(tool.example))), tool.name);
    }
  });

  const refused: readonly (readonly [what: string, tool: string, input: unknown, words: RegExp])[] = [
    ['that leaves something out', 'submit_pr', { summary: 'x' }, /submit_pr was not accepted: evidence: .*Send \{"summary": .*"evidence": .*\} with your own words\./],
    ['that says something unknown', 'submit_pr', { summary: 'x', evidence: 'y', force: true }, /"force".*Send/],
    ['that has no input', 'report_progress', undefined, /text: .*Send \{"text":/],
    ['that is no object', 'report_progress', 'Working', /Send \{"text":/],
    ['with a blank text', 'report_progress', { text: ' \n' }, /must not be blank/],
    ['with an empty summary', 'submit_pr', { summary: '', evidence: 'y' }, /summary: .*>=1/],
    ['with a summary that is too long', 'submit_pr', { summary: 'x'.repeat(4001), evidence: 'y' }, /summary: .*<=4000/],
    ['with an escape sequence', 'submit_pr', { summary: 'a\u001b[31mb', evidence: 'y' }, /no control characters/],
    ['with a carriage return', 'submit_pr', { summary: 'a\rb', evidence: 'y' }, /no control characters/],
    ['with half of a surrogate pair', 'submit_pr', { summary: 'a\ud800', evidence: 'y' }, /no control characters/],
    ['for a document that is none', 'read_plan', { document: '../../etc/passwd' }, /"ticket"\|"spec"\|"areas"\|"decisions"/],
    ['of an unknown tool', 'merge', {}, /There is no tool "merge"\. Your tools: read_plan, report_progress, submit_pr\./],
    ['of a tool with a name of every object', 'constructor', {}, /There is no tool "constructor"/],
  ];
  for (const [what, tool, input, words] of refused) {
    it(`${what} is refused with words that help`, () => {
      const answer = checkCall('coding', tool, input);
      assert.ok('refusal' in answer);
      assert.match(answer.refusal, words);
    });
  }

  it('has a tool for each role', () => {
    assert.deepEqual(toolsOf('coding').map(({ name }) => name), ['read_plan', 'report_progress', 'submit_pr']);
  });
});
