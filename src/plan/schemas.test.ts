import assert from 'node:assert/strict';
import { DocumentError } from './frontMatter.js';
import { printConfig, readConfig, readDocument } from './readDocument.js';
import { leaseSchema, ticketSchema, verdictSchema } from './schemas.js';

const ticket = 'id: "0012"\ntitle: Greet\ncreated: 2026-02-28T14:30:00Z\n';

function ticketWords(front: string): string {
  try {
    readDocument(ticketSchema, `---\n${front}---\n`);
  } catch (error) {
    assert.ok(error instanceof DocumentError);
    return error.message;
  }
  return '';
}

function configWords(text: string): string {
  try {
    readConfig(text);
  } catch (error) {
    assert.ok(error instanceof DocumentError);
    return error.message;
  }
  return '';
}

describe('a ticket', () => {
  it('needs only id, title and time', () => {
    const fields = readDocument(ticketSchema, `---\n${ticket}---\n`);
    assert.equal(fields.priority, 'medium');
    assert.equal(fields.attempts, 0);
    assert.deepEqual(fields['depends-on'], []);
  });

  it('is read the same with CRLF', () => {
    assert.deepEqual(readDocument(ticketSchema, `---\n${ticket}---\nbody\n`.replace(/\n/g, '\r\n')), readDocument(ticketSchema, `---\n${ticket}---\n`));
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['an id without quotes', ticket.replace('"0012"', '12'), /"id" .*(?:string|quotes)/i],
    ['a short id', ticket.replace('"0012"', '"12"'), /"id" must be a ticket id such as "0012" \(in quotes\)/],
    ['no title', ticket.replace('title: Greet\n', ''), /"title"/],
    ['a title of two lines', ticket.replace('Greet', '"a\\nb"'), /"title" must be one line of plain text/],
    ['a title of 201 characters', ticket.replace('Greet', 'a'.repeat(201)), /"title" .*200/],
    ['an unknown priority', `${ticket}priority: urgent\n`, /"priority" .*critical.*high.*medium.*low/],
    ['a local time', ticket.replace('14:30:00Z', '14:30:00+01:00'), /"created" must be a UTC time such as/],
    ['a field that is misspelt', `${ticket}piority: low\n`, /piority/],
    ['a short base', `${ticket}base: abc\n`, /"base" must be a full object id/],
    ['a dependency that is no id', `${ticket}depends-on:\n  - Greet\n`, /"depends-on\.0" must be a ticket id/],
    ['half a landing', `${ticket}landed:\n  how: ref\n`, /"landed\.commit"/],
    ['negative attempts', `${ticket}attempts: -1\n`, /"attempts"/],
    ['a list instead of fields', '- a\n', /front matter/],
    ['nothing', '', /front matter/],
  ];
  for (const [what, front, words] of wrong) {
    it(`says what is wrong with ${what}`, () => {
      assert.match(ticketWords(front), words);
    });
  }
});

describe('the configuration', () => {
  const smallest = { version: 1, branch: 'master', gate: { commands: ['make test'] } };

  it('is filled up with defaults', () => {
    const config = readConfig(JSON.stringify(smallest));
    assert.equal(config.gate.timeoutMinutes, 20);
    assert.equal(config.limits.attempts, 3);
    assert.deepEqual(readConfig(printConfig(config)), config);
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['no JSON', '{', /not valid JSON/],
    ['no gate', JSON.stringify({ version: 1, branch: 'master' }), /"gate"/],
    ['a gate without commands', JSON.stringify({ ...smallest, gate: { commands: [] } }), /"gate\.commands"/],
    ['a version of the future', JSON.stringify({ ...smallest, version: 2 }), /"version"/],
    ['a field that is misspelt', JSON.stringify({ ...smallest, limit: {} }), /limit/],
    ['no attempts at all', JSON.stringify({ ...smallest, limits: { attempts: 0 } }), /"limits\.attempts"/],
    ...['/etc/passwd', '../x', 'a/../../b', 'a/..', ''].map((path): readonly [string, string, RegExp] => [`a file to copy at ${JSON.stringify(path)}`, JSON.stringify({ ...smallest, setup: { copy: [path] } }), /"setup\.copy\.0"/]),
  ];
  for (const [what, text, words] of wrong) {
    it(`says what is wrong with ${what}`, () => {
      assert.match(configWords(text), words);
    });
  }
});

describe('records', () => {
  const green = { tree: 'a'.repeat(40), commit: 'b'.repeat(64), fingerprint: 'f0', result: 'green', purpose: 'master', 'exit-code': 0, tests: 'unknown', seconds: 1.5, pristine: true, finished: '2026-02-28T14:30:00Z' };

  it('of a gate hold a pristine result', () => {
    assert.ok(verdictSchema.safeParse(green).success);
    assert.ok(!verdictSchema.safeParse({ ...green, pristine: false }).success);
    assert.ok(!verdictSchema.safeParse({ ...green, tests: -1 }).success);
    assert.ok(!verdictSchema.safeParse({ ...green, tree: 'A'.repeat(40) }).success);
  });

  it('of a lease count from epoch 1', () => {
    assert.ok(!leaseSchema.safeParse({ machine: 'm', host: 'h', user: 'u', pid: 1, epoch: 0, since: '2026-02-28T14:30:00Z' }).success);
  });
});
