import assert from 'node:assert/strict';
import { takesTestName, withTestName } from './testCommand.js';

describe('the command that runs one test', () => {
  const fit = ['npx mocha --fgrep {test}', 'mvn -Dtest={test} test', 'cd app && jest -t {test} | tee log', '(pytest -k {test})', `echo 'it is' && go test -run {test}`, String.raw`echo \" {test}`];
  for (const command of fit) it(`takes a name as one argument: ${command}`, () => assert.equal(takesTestName(command), true));

  const unfit = ['npx mocha', "npx mocha --fgrep '{test}'", 'npx mocha --fgrep "{test}"', `sh -c "mocha --fgrep {test} --exit"`, `sh -c 'mocha {test} x'`, 'mocha x{test}', String.raw`mocha \{test}`, 'mocha {test}.js', 'mocha {test} --name "{test}"'];
  for (const command of unfit) it(`does not where a name could become a part of the command: ${command}`, () => assert.equal(takesTestName(command), false));

  it('gets the name from the environment alone', () => {
    assert.equal(withTestName('npx mocha --fgrep {test}'), 'npx mocha --fgrep "$SANCTUM_TEST"');
  });
});
