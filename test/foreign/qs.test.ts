import assert from 'node:assert/strict';
import type { PublishedPackage } from '../support/publishedFlow.js';
import { PublishedFlow, replace, write } from '../support/publishedFlow.js';

const parse = 'lib/parse.js';
const stringify = 'lib/stringify.js';

/** A new test file, in the style of the package's own. */
const testFile = (name: string, title: string, ...assertions: string[]) =>
  write(`test/${name}.js`, "'use strict';", '', "var qs = require('../');", "var test = require('tape');", '', `test('${title}', function (t) {`, ...assertions.map((line) => `    ${line}`), '    t.end();', '});');

const tooMany = "throw new RangeError('Parameter limit exceeded";

const qs: PublishedPackage = {
  name: 'qs',
  version: '6.15.0',
  integrity: 'sha512-mAZTtNCeetKMH+pSjrb76NAM8V9a05I9aBZOHztWy/UqcJdQYNsf59vrRKWnojAT9Y+GbIvoTBC++CPHqpDBhQ==',
  modules: {
    'es-value-fixtures': '1.7.1',
    'for-each': '0.3.5',
    'has-bigints': '1.1.0',
    'has-override-mistake': '1.0.1',
    'has-property-descriptors': '1.0.2',
    'has-proto': '1.2.0',
    'has-symbols': '1.1.0',
    'iconv-lite': '0.5.2',
    'mock-property': '1.1.0',
    'object-inspect': '1.13.4',
    'qs-iconv': '1.0.4',
    'safer-buffer': '2.1.2',
    'side-channel': '1.1.0',
  },
  gate: "node_modules/.bin/tape 'test/**/*.js'",
  modified: 'README.md',
  staged: 'example.js',
  areas: {
    Parsing: [
      {
        title: 'Ignore the prefix of a fragment on request',
        attempts: [
          [
            replace(parse, '    ignoreQueryPrefix: false,\n', '    ignoreFragmentPrefix: false,\n    ignoreQueryPrefix: false,\n'),
            replace(parse, '        ignoreQueryPrefix: opts', '        ignoreFragmentPrefix: opts.ignoreFragmentPrefix === true,\n        ignoreQueryPrefix: opts'),
            replace(parse, "    cleanStr = cleanStr.replace(/%5B", "    cleanStr = options.ignoreFragmentPrefix ? cleanStr.replace(/^#/, '') : cleanStr;\n    cleanStr = cleanStr.replace(/%5B"),
            testFile('fragment-prefix', 'the prefix of a fragment', "t.deepEqual(qs.parse('#a=b', { ignoreFragmentPrefix: true }), { a: 'b' });", "t.deepEqual(qs.parse('#a=b'), { '#a': 'b' });"),
          ],
        ],
      },
      {
        title: 'Tell the limit when there are too many parameters',
        attempts: [
          // In a hurry: the words change for everybody, and the package's own tests notice.
          [
            replace(parse, `${tooMany}. Only ' + limit + '`, `${tooMany}; the limit is ' + limit + '`),
            testFile('parameter-limit', 'the limit is told', 'try {', "    qs.parse('a=1&b=2', { parameterLimit: 1, throwOnLimitExceeded: true });", "    t.fail('it did not throw');", '} catch (error) {', '    t.equal(error.parameterLimit, 1);', '}'),
          ],
          [replace(parse, `${tooMany}; the limit is ' + limit + ' parameter' + (limit === 1 ? '' : 's') + ' allowed.');`, "var tooMany = new RangeError('Parameter limit exceeded. Only ' + limit + ' parameter' + (limit === 1 ? '' : 's') + ' allowed.');\n        tooMany.parameterLimit = limit;\n        throw tooMany;")],
        ],
      },
    ],
    Stringifying: [
      {
        title: 'Add the prefix of a fragment on request',
        attempts: [
          [
            replace(stringify, "options.addQueryPrefix === true ? '?' : '';", "options.addQueryPrefix === true ? '?' : '';\n    if (opts && opts.addFragmentPrefix === true) {\n        prefix = '#' + prefix;\n    }"),
            testFile('add-fragment-prefix', 'a fragment', "t.equal(qs.stringify({ a: 'b' }, { addFragmentPrefix: true }), '#a=b');", "t.equal(qs.stringify({ a: 'b' }, { addFragmentPrefix: true, addQueryPrefix: true }), '#?a=b');"),
          ],
        ],
      },
    ],
  },
};

describe('qs 6.15.0, as it was published, with its own tests as the gate', function () {
  this.timeout(120_000);
  let flow: PublishedFlow;

  before(async () => {
    flow = await PublishedFlow.play(qs);
  });

  after(() => flow.repository.dispose());

  it('is at hand with all of its tests', () => {
    assert.match(flow.init, /The gate passed\. 872 tests ran\./);
  });

  it('is planned, cut, coded by two agents at once, reviewed and landed', () => flow.landedAll());

  it('has one attempt refused by its own tests, which the next one mends', () => {
    assert.equal(flow.refused().length, 1, flow.log);
  });

  it('does in the engineer’s checkout what was planned', async () => {
    const program = `const qs = require('./'); const told = () => { try { qs.parse('a=1&b=2', { parameterLimit: 1, throwOnLimitExceeded: true }); } catch (error) { return [error.message, error.parameterLimit]; } };
      process.stdout.write(JSON.stringify([qs.parse('#a=b', { ignoreFragmentPrefix: true }), told(), qs.stringify({ a: 'b' }, { addFragmentPrefix: true })]))`;
    assert.equal(await flow.used(program), JSON.stringify([{ a: 'b' }, ['Parameter limit exceeded. Only 1 parameter allowed.', 1], '#a=b']));
  });

  it('leaves the engineer’s modified, staged and untracked files as they were', () => flow.leftTheEngineersAlone());

  it('keeps every promise', () => flow.keptEveryPromise());
});
