import assert from 'node:assert/strict';
import type { PublishedPackage } from '../support/publishedFlow.js';
import { PublishedFlow, replace, write } from '../support/publishedFlow.js';

/** A new test file, in the style of the package's own. */
const testFile = (name: string, title: string, ...assertions: string[]) =>
  write(`test/${name}.js`, "var inspect = require('../');", "var test = require('tape');", '', `test('${title}', function (t) {`, ...assertions.map((line) => `    ${line}`), '    t.end();', '});');

const objectInspect: PublishedPackage = {
  name: 'object-inspect',
  version: '1.13.4',
  integrity: 'sha512-W67iLl4J2EXEGTbfeHCffrjDfitvLANg0UlX3wFUUSTx92KXRFegMHUVgSqE+wvhAbi4WqjGg9czysTV2Epbew==',
  modules: {
    'core-js': '2.6.12',
    'error-cause': '1.0.8',
    'es-value-fixtures': '1.7.1',
    'for-each': '0.3.5',
    'functions-have-names': '1.2.3',
    globalthis: '1.0.4',
    'has-symbols': '1.1.0',
    'has-tostringtag': '1.0.2',
    'make-arrow-function': '1.2.0',
    'mock-property': '1.1.0',
    'safer-buffer': '2.1.2',
    semver: '6.3.1',
    'string.prototype.repeat': '1.0.0',
  },
  gate: "node_modules/.bin/tape 'test/*.js'",
  modified: 'CHANGELOG.md',
  staged: 'example/mine.js',
  areas: {
    Arrays: [
      {
        title: 'Cut long arrays short on request',
        attempts: [
          [
            replace(
              'index.js',
              '        var xs = arrObjKeys(obj, inspect);\n',
              "        var xs = arrObjKeys(obj, inspect);\n        if (typeof opts.maxArrayLength === 'number' && xs.length > opts.maxArrayLength) {\n            var more = xs.length - opts.maxArrayLength;\n            xs = $concat.call($arrSlice.call(xs, 0, opts.maxArrayLength), '... ' + more + ' more item' + (more > 1 ? 's' : ''));\n        }\n",
            ),
            testFile('max-array-length', 'maxArrayLength', "t.equal(inspect([1, 2, 3], { maxArrayLength: 1 }), '[ 1, ... 2 more items ]');", "t.equal(inspect([1, 2, 3], { maxArrayLength: 3 }), '[ 1, 2, 3 ]');"),
          ],
        ],
      },
      {
        title: 'Tell the length of an array that is too deep on request',
        attempts: [
          // In a hurry: everybody gets it, and the package's own tests notice.
          [
            replace('index.js', "'[Array]' : '[Object]'", "'[Array(' + obj.length + ')]' : '[Object]'"),
            testFile('deep-length', 'the length of a deep array', "t.equal(inspect([[1, 2]], { deepLength: true, depth: 1 }), '[ [Array(2)] ]');", "t.equal(inspect([[1, 2]], { depth: 1 }), '[ [Array] ]');"),
          ],
          [replace('index.js', "'[Array(' + obj.length + ')]'", "'[Array' + (opts.deepLength ? '(' + obj.length + ')' : '') + ']'")],
        ],
      },
    ],
    Objects: [
      {
        title: 'Sort keys on request',
        attempts: [
          [
            replace('index.js', '        var ys = arrObjKeys(obj, inspect);\n', '        var ys = arrObjKeys(obj, inspect);\n        if (opts.sortKeys) { ys.sort(); }\n'),
            testFile('sort-keys', 'sortKeys', "t.equal(inspect({ b: 1, a: 2 }, { sortKeys: true }), '{ a: 2, b: 1 }');", "t.equal(inspect({ b: 1, a: 2 }), '{ b: 1, a: 2 }');"),
          ],
        ],
      },
    ],
  },
};

describe('object-inspect 1.13.4, as it was published, with its own tests as the gate', function () {
  this.timeout(120_000);
  let flow: PublishedFlow;

  before(async () => {
    flow = await PublishedFlow.play(objectInspect);
  });

  after(() => flow.repository.dispose());

  it('is at hand with all of its tests', () => {
    assert.match(flow.init, /The gate passed\. 215 tests ran\./);
  });

  it('is planned, cut, coded by two agents at once, reviewed and landed', () => flow.landedAll());

  it('has one attempt refused by its own tests, which the next one mends', () => {
    assert.equal(flow.refused().length, 1, flow.log);
  });

  it('does in the engineer’s checkout what was planned', async () => {
    const program = "const inspect = require('./'); process.stdout.write([inspect([1, 2, 3], { maxArrayLength: 1 }), inspect([[1, 2]], { deepLength: true, depth: 1 }), inspect({ b: 1, a: 2 }, { sortKeys: true })].join(' '))";
    assert.equal(await flow.used(program), '[ 1, ... 2 more items ] [ [Array(2)] ] { a: 2, b: 1 }');
  });

  it('leaves the engineer’s modified, staged and untracked files as they were', () => flow.leftTheEngineersAlone());

  it('keeps every promise', () => flow.keptEveryPromise());
});
