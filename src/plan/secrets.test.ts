import assert from 'node:assert/strict';
import { secretIn, withoutSecrets } from './secrets.js';

const kind = ['OPENSSH', 'PRIVATE', 'KEY'].join(' ');

/** Put together here, so that nobody who looks for secrets finds one in this file. */
const planted = {
  'a private key': `-----BEGIN ${kind}-----\nb3BlbnNzaA\n-----END ${kind}-----`,
  'an AWS access key': `AKIA${'Z7'.repeat(8)}`,
  'a GitHub token': `ghp_${'aB3'.repeat(12)}`,
  'a GitLab token': `glpat-${'aB3-'.repeat(5)}`,
  'an npm token': `npm_${'aB3'.repeat(12)}`,
  'a Slack token': `xoxb-${'1'.repeat(12)}-${'a'.repeat(24)}`,
  'a Google API key': `AIza${'a'.repeat(35)}`,
  'an Anthropic key': `sk-ant-${'a1-'.repeat(12)}`,
  'an OpenAI key': `sk-proj-${'a1-'.repeat(16)}`,
  'a Stripe key': `sk_live_${'a1'.repeat(12)}`,
};

describe('a secret', () => {
  for (const [name, value] of Object.entries(planted)) {
    it(`is found where it is ${name}, and taken out`, () => {
      const text = `The key is ${value}, I think.`;
      assert.equal(secretIn(text)?.name, name);
      const clean = withoutSecrets(text);
      assert.equal(secretIn(clean), undefined);
      assert.ok(clean.startsWith('The key is (') && clean.endsWith(', taken out), I think.'), clean);
    });
  }

  it('is nothing that only speaks of one', () => {
    const harmless = ['AKIAIOSFODNN7EXAMPLE', 'ghp_short', 'a BEGIN PRIVATE KEY line', 'sk-scripted', 'npm_config_cache', 'task-ant-hill', 'e'.repeat(40), `R-20261121T043000-0001-1-${'a1'.repeat(4)}`];
    for (const text of harmless) assert.equal(secretIn(text), undefined, text);
  });
});
