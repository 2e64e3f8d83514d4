import assert from 'node:assert/strict';
import type { Role } from '../plan/atoms.js';
import { checkCall, tools, toolsOf } from './tools.js';

describe('a tool call', () => {
  it('is taken when it is right, newlines, tabs and other scripts included', () => {
    const input = { summary: 'Greets.\n\t– naïvely, 日本語 🙂', evidence: 'make test: ok', criteria: [{ criterion: 1, evidence: 'It passes.' }] };
    assert.deepEqual(checkCall('coding', 'submit_pr', input), { tool: 'submit_pr', input: { ...input, findings: [] } });
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
    ['for a document that is none', 'read_plan', { document: '../../etc/passwd' }, /"ticket"\|"spec"\|"area"\|"areas"\|"tickets"\|"decisions"/],
    ['of an unknown tool', 'merge', {}, /There is no tool "merge"\. Your tools: read_plan, report_progress, ask_question, request_plan_change, submit_pr\./],
    ['of a tool with a name of every object', 'constructor', {}, /There is no tool "constructor"/],
  ];
  for (const [what, tool, input, words] of refused) {
    it(`${what} is refused with words that help`, () => {
      const answer = checkCall('coding', tool, input);
      assert.ok('refusal' in answer);
      assert.match(answer.refusal, words);
    });
  }

  const refusedOf: readonly (readonly [what: string, role: Role, tool: string, input: unknown, words: RegExp])[] = [
    ['a review that asks for changes and names none that must be made', 'merging', 'submit_review', { verdict: 'request-changes', findings: [{ severity: 'should', text: 'x' }] }, /at least one finding of severity "must"/],
    ['an approval of what must be changed', 'merging', 'submit_review', { verdict: 'approve', findings: [{ severity: 'must', text: 'x' }] }, /send the verdict "request-changes"/],
    ['a ticket that depends on what is no id', 'manager', 'add_ticket', { title: 'x', body: 'y', depends_on: ['the parser'] }, /depends_on\.0: must be a ticket id such as "0012", or the key of a ticket you added/],
    ['a title of two lines', 'manager', 'add_ticket', { title: 'x\ny', body: 'y' }, /title: must be one line/],
    ['a prediction the wrong way round', 'manager', 'add_ticket', { title: 'x', body: 'y', prediction: { difficulty: [3, 2], minutes: [1, 2], dollars: [0, 1] } }, /prediction\.difficulty: must be \[least, most\]/],
    ['a change of nothing', 'manager', 'update_ticket', { ticket: '0012' }, /give a title, an addition, a priority or files/],
    ['an area whose name is a path', 'architect', 'write_area', { area: '../spec', title: 'x', text: 'y' }, /area: must be a short name such as command-line/],
    ['a tool of another role', 'manager', 'submit_pr', { summary: 'x', evidence: 'y' }, /There is no tool "submit_pr"\. Your tools: read_plan, .*pass_up\./],
  ];
  for (const [what, role, tool, input, words] of refusedOf) {
    it(`refuses ${what}, with words that help`, () => {
      const answer = checkCall(role, tool, input);
      assert.ok('refusal' in answer);
      assert.match(answer.refusal, words);
    });
  }

  it('is of a tool that the role has', () => {
    const names = (role: Role): readonly string[] => toolsOf(role).map(({ name }) => name);
    const all = ['read_plan', 'report_progress', 'ask_question'];
    assert.deepEqual(names('coding'), [...all, 'request_plan_change', 'submit_pr']);
    assert.deepEqual(names('merging'), [...all, 'request_plan_change', 'submit_review']);
    assert.deepEqual(names('manager'), [...all, 'request_plan_change', 'add_ticket', 'update_ticket', 'set_dependencies', 'add_criteria', 'change_criterion', 'cancel_ticket', 'write_area', 'decide_change', 'answer_question', 'pass_up']);
    assert.deepEqual(names('architect'), [...all, 'write_area', 'drop_area', 'revise_spec', 'decide_change', 'add_decision', 'propose', 'answer_question', 'pass_up']);
  });
});
